export const NAMESPACE = 'test';
export const NAME = 'podinfo';
/** What the service may be called instead. */
export const OTHER_NAME = 'shop';
