import { textOf, valueAt, type Tree } from './values.ts';

/**
 * One thing seen while a scenario ran, in the order of time. What Flagger did is read from a recording, what our
 * operator does is seen from outside; both become sightings, and everything after that treats them alike.
 */
export type Sighting =
  /** A version of a Canary's status. */
  | { readonly saw: 'status'; readonly canary: string; readonly status: Tree }
  /** An object (`Canary/podinfo`) has left the API. */
  | { readonly saw: 'gone'; readonly object: string }
  /** What a routing object says; `undefined` where the driver of the scenario changed it by hand. */
  | { readonly saw: 'routing'; readonly object: string; readonly content: Tree | undefined }
  /** An event was told about a Canary, once more if it was told before. */
  | { readonly saw: 'event'; readonly type: string; readonly reason: string; readonly message: string }
  /** The metrics server was asked; with the request headers that matter. */
  | { readonly saw: 'query'; readonly query: string; readonly headers: Tree }
  | { readonly saw: 'call'; readonly call: Call }
  /** The objects of the namespace at a named moment. */
  | { readonly saw: 'moment'; readonly name: string; readonly objects: readonly Tree[] }
  /** What the API server said to an operation of the driver: code and message. */
  | { readonly saw: 'answer'; readonly operation: string; readonly said: string }
  /** A wait that never ended. */
  | { readonly saw: 'stuck'; readonly what: string };

/** A request that a webhook receiver or an alert receiver got. */
export interface Call {
  readonly path: string;
  readonly headers: Tree;
  readonly body: unknown;
  /** The status code it was answered with. */
  readonly answered: number;
}

/** `Deployment/podinfo`, as objects are named in recordings. */
export const nameOf = (object: Tree): string =>
  `${textOf(object['kind'])}/${textOf(valueAt(object, 'metadata', 'name'))}`;

/** Alerts go to their own paths of the receiver. */
export const isAlert = (call: Call): boolean => call.path.startsWith('/alert');
