import type { Command } from '../command.ts';

/** What tries a release before it is one. */
export const SIMULATING: readonly Command[] = [
  {
    name: 'simulate',
    says: 'plays a release of the canary in these manifests, with users, in virtual time; needs no cluster',
    parameters: ['<path...>'],
    options: [
      { flags: '-o, --output <format>', says: 'instead of text', allowed: ['text', 'json', 'html'] },
      { flags: '--canary <name>', says: 'which one, where the manifests have several' },
      {
        flags: '--image <image>',
        says: 'what is released; another tag of the image of the target where it is not given',
      },
      { flags: '--release <path>', says: 'the target as it is released, instead of another image' },
      {
        flags: '--provider <name>',
        says: "the operator's -mesh-provider, for a Canary that names none; istio where it is not given",
      },
      { flags: '--traffic <rate>', says: 'requests of users, e.g. 50rps' },
      { flags: '--errors <side=share>', says: 'e.g. canary=3%, primary=0.1%; can be given again', isRepeated: true },
      {
        flags: '--latency <p99=time>',
        says: 'of the canary, e.g. p99=800ms, or of the primary: primary:p99=90ms',
        isRepeated: true,
      },
      {
        flags: '--at <share>',
        says: 'the canary does as the primary until it has that share of the traffic, e.g. 20%',
      },
      { flags: '--cohort <share>', says: 'how many users an A/B test matches; 10% where it is not given' },
      {
        flags: '--approve <gate@time>',
        says: 'a webhook that says no until so long after it was asked first',
        isRepeated: true,
      },
      { flags: '--fail-hook <name>', says: 'a webhook that says no; the others pass', isRepeated: true },
      {
        flags: '--metric <name=value>',
        says: 'the value of a MetricTemplate that asks no Prometheus',
        isRepeated: true,
      },
      { flags: '--seed <number>', says: 'the same seed tells the same story; 1 where it is not given' },
      { flags: '--speed <times>', says: 'max, or how many times faster than life the story is told, e.g. 60x' },
      {
        flags: '--expect <verdict>',
        says: 'end with another code where it ends otherwise',
        allowed: ['promoted', 'rolled-back', 'waiting', 'unfinished', 'not-started'],
      },
      { flags: '--within <time>', says: 'end with 4 where it takes longer, e.g. 5m' },
      { flags: '--max-failed-requests <count>', says: 'end with 1 where users meet more' },
    ],
    examples: [
      'kubectl flagger simulate canary.yaml',
      'kubectl flagger simulate deploy/ --traffic 50rps --errors canary=3% --latency p99=800ms --at 20%',
      'kubectl flagger simulate canary.yaml --errors canary=20% --expect rolled-back --within 15m --max-failed-requests 1000',
      'kubectl flagger simulate canary.yaml --approve gate@30s --seed 7 --speed max',
      'kubectl flagger simulate canary.yaml -o html',
    ],
    loadLocal: async () => (await import('./simulate.ts')).simulateVerb,
  },
];
