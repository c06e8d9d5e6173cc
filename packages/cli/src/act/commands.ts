import type { Command, Option, Run } from '../command.ts';

const ACTING_OPTIONS: readonly Option[] = [
  { flags: '--by <name>', says: 'who asks, for the events: the user that the API server takes you for, unless stated' },
  { flags: '--wait <whether>', says: 'for the answer of the operator: true unless stated', allowed: ['true', 'false'] },
  { flags: '--timeout <time>', says: 'how long is waited for the answer: 30s unless stated' },
  { flags: '--force', says: 'asks also where it looks as if it were without effect' },
  { flags: '-o, --output <format>', says: 'instead of text', allowed: ['json', 'yaml'] },
];
const GATE: Option = {
  flags: '--gate <name>',
  says: 'only the gate of this name or type; all of the type unless stated',
};

const load = async (): Promise<Run> => (await import('./act.ts')).act;

/** One verb that asks something of the operator. */
const verb = (name: string, says: string, more: readonly Option[] = []): Command => ({
  name,
  says,
  parameters: ['<name>'],
  options: [...more, ...ACTING_OPTIONS],
  examples: [`kubectl flagger ${name} podinfo -n test`],
  load: async () => {
    const act = await load();
    return (asked) => act({ ...asked, flags: { ...asked.flags, verb: name } });
  },
});

const GATE_OPTIONS: readonly Option[] = [
  { flags: '--url <address>', says: 'of the load tester, e.g. http://localhost:8080 of a port-forward' },
  { flags: '--configmap <place>', says: 'namespace/name of the ConfigMap in which the load tester keeps its gates' },
];
const HAND: readonly Option[] = [
  ...GATE_OPTIONS,
  { flags: '--gate <name>', says: 'one of several gates of the canary' },
  { flags: '--rollback', says: 'the gate that rolls back' },
  { flags: '--by <name>', says: 'who does it' },
  { flags: '--why <text>', says: 'why, for who asks later' },
];

/** The verbs that change something: through annotations of the Canary, never through its spec. */
export const ACTING: readonly Command[] = [
  {
    ...verb('promote', 'releases the new revision now: no more steps, checks or gates', [
      { flags: '--skip-analysis', says: 'no more steps and checks, but gates and hooks of the promotion as ever' },
    ]),
    examples: ['kubectl flagger promote podinfo -n test', 'kubectl flagger promote podinfo -n test --skip-analysis'],
  },
  verb('rollback', 'takes the new revision back: all users go to the primary'),
  verb('pause', 'holds a canary where it is, until it is resumed'),
  verb('resume', 'lets a paused canary go on'),
  verb('retry', 'tries the revision that failed again'),
  verb('approve', 'opens what a canary waits for, for this once and this revision', [GATE]),
  verb('reject', 'takes back the revision that waits for an approval', [GATE]),
  {
    name: 'gate list',
    says: 'lists the gates of the load tester that somebody touched',
    parameters: [],
    options: [...GATE_OPTIONS, { flags: '-o, --output <format>', says: 'instead of text', allowed: ['json', 'yaml'] }],
    examples: ['kubectl flagger gate list --configmap test/gates'],
    load: async () => (await import('./gates.ts')).listGates,
  },
  {
    name: 'gate open',
    says: 'opens a gate of the load tester',
    parameters: ['<name>'],
    options: HAND,
    examples: ['kubectl flagger gate open podinfo -n test --configmap test/gates --why "tested by hand"'],
    load: async () => {
      const { moveGate } = await import('./gates.ts');
      return (asked) => moveGate(asked, 'open');
    },
  },
  {
    name: 'gate close',
    says: 'closes a gate of the load tester',
    parameters: ['<name>'],
    options: HAND,
    examples: ['kubectl flagger gate close podinfo -n test --configmap test/gates'],
    load: async () => {
      const { moveGate } = await import('./gates.ts');
      return (asked) => moveGate(asked, 'close');
    },
  },
];
