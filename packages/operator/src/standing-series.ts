import type { Canary, Condition } from '@flagger/api';
import { Gauge, type Registry } from 'prom-client';

const NAMED = ['name', 'namespace'] as const;

/** Conditions that stop a canary or are to be known of, with the status that says so. */
const TOLD: readonly (readonly [type: string, status: Condition['status']])[] = [
  ['Accepted', 'False'],
  ['Held', 'True'],
  ['Obstructed', 'True'],
  ['Contested', 'True'],
  ['Paused', 'True'],
];

/** What is shown of one target now: it must be taken out when another takes its place. */
interface Shown {
  readonly phase: string;
  readonly conditions: readonly Pick<Condition, 'type' | 'reason'>[];
}

/** Where each canary stands: its phase, and the conditions that hold it up. Not in Flagger; alerts ask for them. */
export class StandingSeries {
  private readonly shown = new Map<string, Shown>();
  private readonly phase: Gauge<(typeof NAMED)[number] | 'phase'>;
  private readonly condition: Gauge<(typeof NAMED)[number] | 'condition' | 'reason'>;

  constructor(registry: Registry) {
    this.phase = new Gauge({
      name: 'flagger_canary_phase',
      help: 'Phase of the canary; always 1',
      labelNames: [...NAMED, 'phase'],
      registers: [registry],
    });
    this.condition = new Gauge({
      name: 'flagger_canary_condition',
      help: 'What holds the canary up, by the condition that says so; always 1',
      labelNames: [...NAMED, 'condition', 'reason'],
      registers: [registry],
    });
  }

  show({ metadata: { namespace }, spec, status }: Canary): void {
    const name = spec.targetRef.name;
    const next = { phase: status.phase ?? '', conditions: (status.conditions ?? []).filter(isTold) };
    const before = this.shown.get(keyOf(namespace, name));
    if (before !== undefined && isSame(before, next)) {
      return;
    }
    this.remove(namespace, name);
    this.shown.set(keyOf(namespace, name), next);
    this.phase.set({ name, namespace, phase: next.phase }, 1);
    for (const { type: condition, reason } of next.conditions) {
      this.condition.set({ name, namespace, condition, reason }, 1);
    }
  }

  remove(namespace: string, name: string): void {
    const shown = this.shown.get(keyOf(namespace, name));
    if (shown === undefined) {
      return;
    }
    this.shown.delete(keyOf(namespace, name));
    this.phase.remove({ name, namespace, phase: shown.phase });
    for (const { type: condition, reason } of shown.conditions) {
      this.condition.remove({ name, namespace, condition, reason });
    }
  }
}

const isTold = ({ type, status }: Condition): boolean => TOLD.some(([told, when]) => told === type && when === status);

const isSame = (one: Shown, other: Shown): boolean =>
  one.phase === other.phase
  && one.conditions.length === other.conditions.length
  && one.conditions.every(
    ({ type, reason }, index) => type === other.conditions[index]?.type && reason === other.conditions[index].reason,
  );

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
