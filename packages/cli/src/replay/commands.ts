import type { Command } from '../command.ts';

/** What judges the past. */
export const REPLAYING: readonly Command[] = [
  {
    name: 'replay',
    says: 'says where a canary would have halted, been rolled back or promoted, by what Prometheus remembers',
    parameters: ['[name]'],
    options: [
      {
        flags: '-f, --file <path>',
        says: 'a file or folder with the Canary and its MetricTemplates, instead of the cluster; - is stdin',
        isRepeated: true,
      },
      { flags: '--from <time>', says: 'when the first run begins: 2026-01-01T10:00:00Z, or 24h ago' },
      { flags: '--to <time>', says: 'how far is looked, the same; now where it is not given' },
      { flags: '--every <time>', says: 'begin a run every so often, and count how many were rolled back' },
      { flags: '--prometheus <url>', says: 'who remembers; spec.metricsServer where it is not given' },
      { flags: '--token-file <path>', says: 'a file with a bearer token, instead of FLAGGER_PROMETHEUS_TOKEN' },
      {
        flags: '--login-file <path>',
        says: 'a file with user:password, instead of FLAGGER_PROMETHEUS_USERNAME and _PASSWORD',
      },
      { flags: '--as <workload>', says: 'measure this one in place of the target, e.g. podinfo-primary' },
      {
        flags: '--provider <name>',
        says: "the operator's -mesh-provider, for Canaries that name none; istio where it is not given",
      },
      { flags: '--against <path>', says: 'replay this Canary as well, and end with 1 where another one comes of it' },
      { flags: '-o, --output <format>', says: 'instead of text', allowed: ['text', 'json'] },
    ],
    examples: [
      'kubectl flagger replay podinfo -n test --from 6h --prometheus http://localhost:9090',
      'kubectl flagger replay -f canary.yaml --from 2026-01-01T10:00:00Z --to 2026-01-01T12:00:00Z --prometheus http://localhost:9090',
      'kubectl flagger replay -f canary.yaml --from 1d --every 1h --as podinfo-primary --prometheus http://localhost:9090',
      'kubectl flagger replay -f canary.yaml --against stricter.yaml --from 1d --every 1h --as podinfo-primary --prometheus http://localhost:9090 -o json',
    ],
    loadLocal: async () => (await import('./replay.ts')).replay,
  },
];
