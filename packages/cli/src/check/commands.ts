import type { Command } from '../command.ts';

/** The verbs that look for what is wrong with a cluster. */
export const CHECKING: readonly Command[] = [
  {
    name: 'check',
    says: 'checks the cluster: CRDs, operator, its rights, metrics server, canaries; with --pre before an installation',
    parameters: [],
    options: [
      { flags: '--pre', says: 'only what an installation needs' },
      { flags: '-o, --output <format>', says: 'instead of text', allowed: ['json', 'yaml'] },
    ],
    examples: ['kubectl flagger check', 'kubectl flagger check --pre'],
    load: async () => (await import('./check.ts')).check,
  },
];
