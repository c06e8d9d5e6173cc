import { annotationOf, VERBS, type Verb } from '@flagger/api';
import type { Random } from '@flagger/simulated-cluster';
import { told } from './hands.ts';
import { later, when } from './moments.ts';
import { CANARY } from './scenario.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1000;
const GATES = ['confirm-rollout', 'confirm-promotion', 'confirm-traffic-increase', 'nothing'] as const;

/** People ask something by annotation, at once or in a phase in which it may make sense. */
export function ask(simulation: Simulation, random: Random): void {
  const [first, ...others] = VERBS;
  const verb = random.pick<Verb>(first, ...others);
  if (random.chance(0.5)) {
    asked(simulation, random, verb);
    return;
  }
  if (random.chance(0.5)) {
    simulation.outside.closed.add('confirm-promotion');
    later(simulation, 240 * SECOND, () => void simulation.outside.closed.delete('confirm-promotion'));
  }
  const phase = random.pick('Waiting', 'WaitingPromotion', 'Promoting', 'Progressing', 'Failed');
  when(
    simulation,
    () => simulation.stage.phase === phase,
    () => asked(simulation, random, verb),
  );
}

function asked(simulation: Simulation, random: Random, verb: Verb): void {
  const [first, ...others] = GATES;
  const of = random.chance(0.2) ? ` for ${random.pick(first, ...others)}` : '';
  annotate(simulation, verb, `${simulation.clock.now()}${of} by anna`);
}

/** A canary stands still for a while because a person wants it. */
export function pause(simulation: Simulation, random: Random): void {
  annotate(simulation, 'pause', `${simulation.clock.now()} by anna`);
  later(simulation, random.between(SECOND, 300 * SECOND), () => resume(simulation));
}

/** Lets it go on. */
export const resume = (simulation: Simulation): void => annotate(simulation, 'pause', null);

function annotate(simulation: Simulation, verb: Verb | 'pause', value: string | null): void {
  told(simulation, `annotates the canary: ${annotationOf(verb)}=${value}`);
  simulation.edit(CANARY, { metadata: { annotations: { [annotationOf(verb)]: value } } });
}
