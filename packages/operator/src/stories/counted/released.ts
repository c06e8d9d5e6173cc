import { parseCanary, type Canary } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { decides } from '@flagger/engine';
import { istio } from '@flagger/provider-istio';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, allIsWell, aShell, setImage, weights } from '../podinfo.ts';
import { Callers, type Traffic } from './callers.ts';

/** Half of all from the first step on, until it is decided. */
const HALF = {
  interval: '20s',
  stepWeight: 50,
  maxWeight: 50,
  threshold: 2,
  metrics: [{ name: 'request-success-rate', compare: {} }],
};
/** Held at the last step until it is decided. */
export const WAITS = { warmUp: '0s', worseThan: 2, undecided: 'wait', waitAtMost: '10m' };

/** A release, and what callers meet meanwhile. */
export interface Plot {
  readonly traffic: Traffic;
  readonly analysis?: object;
  readonly spec?: object;
  /** Done each second after the new image. */
  readonly each?: (shell: MemoryShell, second: number) => void;
  readonly seconds?: number;
  readonly seed?: number;
}

/** What became of it. */
export interface Told {
  readonly shell: MemoryShell;
  readonly callers: Callers;
  readonly phase: string | undefined;
  readonly events: readonly string[];
}

/** A release of podinfo whose requests are counted by proxies, scraped, and asked for as on a cluster. */
export async function released({
  traffic,
  analysis = {},
  spec = {},
  each = () => undefined,
  seconds = 700,
  seed = 7,
}: Plot): Promise<Told> {
  const canary = aCanary({ spec, analysis: { ...HALF, compare: WAITS, ...analysis } });
  const shell: MemoryShell = aShell({
    canary,
    find: (question, signal) =>
      question.what === 'check' ? checks.find(question, parsed(shell), signal) : allIsWell(question),
  });
  const callers = new Callers(traffic, { now: () => shell.clock.now(), seed });
  const silent = (): undefined => undefined;
  const checks = createChecks({
    metricsServer: 'http://prometheus.test',
    mesh: () => istio,
    decides,
    references: { metricTemplate: silent, alertProvider: silent, credentials: silent } as never,
    clock: shell.clock,
    log: shell.log,
    wire: ({ url }) => callers.answer(url),
  });
  shell.start();
  for (let second = 0; second < 40 + seconds; second++) {
    if (second === 40) {
      setImage(shell, 'podinfo:2');
    }
    await shell.pass(1);
    callers.second(second, weights(shell)[1] ?? 0);
    if (second > 40) {
      each(shell, second - 40);
    }
    if (second > 60 && ENDS.has(shell.canary().status?.phase ?? '')) {
      break;
    }
  }
  return { shell, callers, phase: shell.canary().status?.phase, events: shell.events.map(({ message }) => message) };
}

const ENDS = new Set(['Succeeded', 'Failed']);

function parsed(shell: MemoryShell): Canary {
  const found = parseCanary(shell.canary());
  if (!found.ok) {
    throw new Error(JSON.stringify(found.problems));
  }
  return found.canary;
}
