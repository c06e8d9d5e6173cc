import { type KubeObject, Wait } from '@flagger/api';

/** What leads nowhere to the canary's service. */
export interface LackingBackend {
  /** The field of the Canary that names the object. */
  readonly field: string;
  /** The service that users call. */
  readonly apex: string;
}

/** The user's object does not lead to the service of the canary (yet): in Flagger's words, with what to do. */
export function backendMissing({ kind, metadata: { name } }: KubeObject, { field, apex }: LackingBackend): Wait {
  return new Wait(`backend ${apex} not found in ${kind.toLowerCase()} ${name}`, {
    problem: {
      field,
      found: JSON.stringify(name),
      allowed: `the name of an ${kind} with ${apex} as a backend; until there is one nobody is led to the canary, and users stay where it leads them`,
    },
  });
}
