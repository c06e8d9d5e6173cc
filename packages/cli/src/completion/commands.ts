import type { Command } from '../command.ts';

/** What shells ask for. */
export const COMPLETING: readonly Command[] = [
  {
    name: 'completion',
    says: 'prints what a shell needs to complete; kubectl is the script kubectl_complete-flagger, by which kubectl completes',
    parameters: ['<shell>'],
    options: [],
    examples: ['kubectl flagger completion bash', 'kubectl flagger completion kubectl'],
    loadLocal: async () => (await import('./scripts.ts')).completion,
  },
];
