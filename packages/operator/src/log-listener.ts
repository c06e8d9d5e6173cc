import { nameOf, nameOfKey, type Canary, type CanaryStatus, type Finding, type Listener, type Log } from '@flagger/api';
import { boundsOf } from '@flagger/engine';

/** Writes what users are told to the log, in the same words, and what was measured and decided as debug lines. */
export function logListener(log: Log): Listener {
  return {
    // The text of an event is the message itself, values and all: that is what people search Flagger's log for.
    event(canary, { type, message }) {
      if (type === 'Warning') {
        log.warn(message, { canary: nameOf(canary) });
      } else {
        log.info(message, { canary: nameOf(canary) });
      }
    },
    status: (canary, before) => tellStatus(log, canary, before),
    finding: (canary, finding) => log.debug('found', { canary: nameOf(canary), ...keysOf(canary, finding) }),
    gone: (key) => log.debug('canary is gone', { canary: nameOfKey(key) }),
  };
}

function tellStatus(log: Log, canary: Canary, before: CanaryStatus): void {
  const { phase, canaryWeight, iterations, failedChecks } = canary.status;
  log.debug('status written', {
    canary: nameOf(canary),
    phase,
    before: before.phase,
    weight: canaryWeight,
    iterations,
    failedChecks,
  });
}

function keysOf(canary: Canary, finding: Finding): Readonly<Record<string, unknown>> {
  switch (finding.kind) {
    case 'metric':
      return {
        metric: finding.name,
        value: finding.value,
        ...boundsOf(canary, finding),
        problem: finding.problem?.message,
      };
    case 'reply':
      return { webhook: finding.name, type: finding.hook, ok: finding.ok, answer: finding.message };
    case 'online':
      return { metricsOnline: finding.problem === undefined, problem: finding.problem };
    case 'counts': {
      const { name, from, to, tables, problem } = finding;
      return { metric: name, from, to, tables: JSON.stringify(tables), problem };
    }
    case 'pods':
      return { ...finding.trouble };
  }
}
