/** A canary as logs name it, `podinfo.test`, by its key `test/podinfo`. */
export function logName(key: string): string {
  const [namespace = '', name = ''] = key.split('/');
  return `${name}.${namespace}`;
}
