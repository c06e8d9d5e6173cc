export const NAMESPACE = 'test';
export const NAME = 'podinfo';
/** What the service may be called instead. */
export const OTHER_NAME = 'shop';

/** An object in the namespace of all stories. */
export const inTest = (apiVersion: string, kind: string, name: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
});
