import type { RoutedCanary } from '@flagger/api';

type Labels = Readonly<Record<string, string>>;

/** The pods behind the virtual nodes: by which labels they are found, and the port that they listen on. */
export interface Pods extends Readonly<Record<'primary' | 'canary', Labels>> {
  readonly port: number;
}

/** What is known of the pods; undefined where more must be there first. */
export function podsOf({ backends: { primary, canary } }: RoutedCanary): Pods | undefined {
  const { selector, targetPort: port } = primary;
  return selector && canary.selector && port !== undefined
    ? { primary: selector, canary: canary.selector, port }
    : undefined;
}
