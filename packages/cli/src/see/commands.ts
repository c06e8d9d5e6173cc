import type { Command, Option } from '../command.ts';

const OUTPUT: Option = { flags: '-o, --output <format>', says: 'instead of text', allowed: ['json', 'yaml'] };
const EVERYWHERE: Option = { flags: '-A, --all-namespaces', says: 'of all namespaces' };

/** The verbs that only look. Each reads its file when it is used. */
export const SEEING: readonly Command[] = [
  {
    name: 'get',
    says: 'lists canaries with phase, step, share and what keeps them from going on',
    parameters: ['[name]'],
    options: [
      EVERYWHERE,
      { flags: '-w, --watch', says: 'goes on, and shows each change' },
      { flags: '-l, --selector <labels>', says: 'only canaries with these labels, e.g. app=podinfo' },
      { flags: '--phase <phases>', says: 'only canaries in one of these phases, e.g. Progressing,Failed' },
      { flags: '-o, --output <format>', says: 'instead of a table', allowed: ['json', 'yaml', 'wide', 'name'] },
    ],
    examples: [
      'kubectl flagger get',
      'kubectl flagger get -A --phase Progressing,Failed',
      'kubectl flagger get podinfo -n test -o json',
    ],
    load: async () => (await import('./get.ts')).get,
  },
  {
    name: 'tree',
    says: 'shows the objects that belong to a canary: target, primary, services, routes, autoscaler, configs',
    parameters: ['<name>'],
    options: [OUTPUT],
    examples: ['kubectl flagger tree podinfo -n test'],
    load: async () => (await import('./tree.ts')).tree,
  },
  {
    name: 'status',
    says: 'shows one canary, or with --for waits until it has come so far; the exit code says how it ended',
    parameters: ['<name>'],
    options: [
      { flags: '--for <outcome>', says: 'waits for it', allowed: ['succeeded', 'promoted', 'failed', 'waiting'] },
      { flags: '--timeout <time>', says: 'how long is waited: 10m unless stated' },
      {
        flags: '--since-change <revision|image>',
        says: 'only an outcome of a change after this revision, or of this image',
      },
      { flags: '--fail-on <what>', says: 'ends with code 5 where it waits for a person', allowed: ['waiting'] },
      { flags: '-o, --output <format>', says: 'instead of text', allowed: ['json', 'yaml', 'revision'] },
    ],
    examples: [
      'kubectl flagger status podinfo -n test',
      'kubectl flagger status podinfo -n test --for succeeded --timeout 10m',
      'kubectl flagger status podinfo -n test --for succeeded --since-change ghcr.io/stefanprodan/podinfo:6.0.1',
    ],
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'why',
    says: 'says in one paragraph what a canary waits for, what was checked last, when it goes on and what to do',
    parameters: ['<name>'],
    options: [OUTPUT],
    examples: ['kubectl flagger why podinfo -n test'],
    load: async () => (await import('./why.ts')).sayWhy,
  },
  {
    name: 'events',
    says: 'tells what happened to a canary, the oldest first; without a name to all of the namespace',
    parameters: ['[name]'],
    options: [EVERYWHERE, { flags: '--types <type>', says: 'only these', allowed: ['Normal', 'Warning'] }, OUTPUT],
    examples: ['kubectl flagger events podinfo -n test', 'kubectl flagger events -A --types Warning'],
    load: async () => (await import('./events.ts')).events,
  },
  {
    name: 'history',
    says: 'lists the runs of a canary that the cluster remembers: outcome, duration, and what people asked for',
    parameters: ['<name>'],
    options: [OUTPUT],
    examples: ['kubectl flagger history podinfo -n test'],
    load: async () => (await import('./history.ts')).history,
  },
];
