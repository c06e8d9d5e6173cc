import type { FlagName } from './flags.ts';

/** Flags that do nothing unless others are given as well. */
export const NEEDS: ReadonlyMap<string, readonly FlagName[]> = new Map<FlagName, readonly FlagName[]>([
  ['leader-election-namespace', ['enable-leader-election']],
  ['slack-url', ['slack-user', 'slack-channel']],
  ['slack-token', ['slack-url']],
  ['slack-proxy-url', ['slack-url']],
  ['slack-channel', ['slack-url']],
  ['msteams-proxy-url', ['msteams-url']],
]);

/** Flags that have nothing to set here, and why. */
export const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map<FlagName, string>([
  ['control-loop-interval', 'canaries are watched: there is no loop to pace'],
  ['kubeconfig-qps', 'reads come from watches, and refused requests are tried again: there is no limit to set'],
  ['kubeconfig-burst', 'reads come from watches, and refused requests are tried again: there is no limit to set'],
  ['threadiness', 'every canary is worked on as soon as it is due: there are no workers to count'],
  ['zap-replace-globals', 'there is one logger only'],
  ['zap-encoding', 'logs are always JSON'],
]);
