import type { Canary, CanaryStatus } from './canary.ts';

/** What has a name, in a namespace where its kind has one. */
interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object as events, alerts and logs name it: `podinfo.test`. The same text as a host is another word: a mesh's. */
export const nameOf = ({ metadata: { name, namespace } }: Named): string => nameIn(name, namespace);

/** The same of what is only referred to. */
export const nameIn = (name: string, namespace = ''): string => `${name}.${namespace}`;

/** A canary as {@link nameOf} gives it, by its key `test/podinfo`. */
export function nameOfKey(key: string): string {
  const [namespace, name = ''] = key.split('/');
  return nameIn(name, namespace);
}

/** Key of a canary in the cache and the queue. */
export const keyOf = ({
  metadata,
}: {
  readonly metadata: { readonly namespace: string; readonly name: string };
}): string => `${metadata.namespace}/${metadata.name}`;

/** Holds a Canary until it has given everything back (revertOnDeletion); Flagger's. */
export const FINALIZER = 'finalizer.flagger.app';

/** The service that users call: `spec.service.name`, else the name of the target. */
export const apexName = ({ spec }: Canary): string => spec.service.name || spec.targetRef.name;

/** The services of one canary. */
export function serviceNames(canary: Canary): {
  readonly apex: string;
  readonly primary: string;
  readonly canary: string;
} {
  const apex = apexName(canary);
  return { apex, primary: `${apex}-primary`, canary: `${apex}-canary` };
}

/** The workload that we own and that serves users. */
export const primaryName = ({ spec }: Canary): string => `${spec.targetRef.name}-primary`;

/** The target on whose primary users are, as the condition `Routed` says it; undefined where nobody wrote that. */
export function routedTarget(status: CanaryStatus): string | undefined {
  const [, apex, target] = routedIn(status);
  return target ?? apex;
}

/** The same of the service under whose name users are led. */
export const routedApex = (status: CanaryStatus): string | undefined => routedIn(status)[1];

function routedIn({ conditions = [] }: CanaryStatus): readonly (string | undefined)[] {
  const { message = '' } = conditions.find(({ type }) => type === 'Routed') ?? {};
  return /^\S+ routes (\S+?)(?: of (\S+?))?(?: beside \S+)?: /.exec(message) ?? [];
}
