import { aligned, difference, type Pair } from './align.ts';
import type { Observations } from './observations.ts';
import { leaves, textOf, valueAt } from './values.ts';
import { isDifferent } from './waiting.ts';
import { shown } from './shown.ts';

/** The kinds of observation. `stuck` is a wait of the replay that never ended. */
export const KINDS = ['status', 'routing', 'object', 'event', 'query', 'webhook', 'alert', 'answer', 'stuck'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * One thing in which our operator did not do what Flagger did; as small as can be, so that an explanation covers
 * nothing else.
 */
export interface Difference {
  readonly what: Kind;
  /**
   * What it is about: `Canary/podinfo`, `initialized Deployment/podinfo` (with the moment), a path of the receiver, a
   * text.
   */
  readonly subject: string;
  /** Where in it, where only a part differs. */
  readonly path?: string;
  /** Flagger's and ours as text; absent where there is none. */
  readonly flagger?: string;
  readonly ours?: string;
}

/** Everything in which the two sides differ. */
export function differences(flagger: Observations, ours: Observations): readonly Difference[] {
  return [
    ...ours.stuck.map((what): Difference => ({ what: 'stuck', subject: 'replay', ours: what })),
    ...inMaps(flagger.answers, ours.answers, (subject, a, b) => whole({ what: 'answer', subject }, a, b)),
    ...sequencesIn('status', flagger.statuses, ours.statuses),
    ...sequencesIn('routing', flagger.routing, ours.routing),
    ...inMaps(flagger.moments, ours.moments, momentDifferences),
    ...inMaps(flagger.events, ours.events, eventDifferences),
    ...onlineDifferences(flagger, ours),
    ...sequenceDifferences({ what: 'query', subject: 'metrics server' }, flagger.queries, ours.queries),
    ...sequencesIn('webhook', flagger.webhooks, ours.webhooks),
    ...sequencesIn('alert', flagger.alerts, ours.alerts),
  ];
}

interface About {
  readonly what: Kind;
  readonly subject: string;
  readonly path?: string;
}

/** One value against another: nothing where they are the same. */
function whole(about: About, flagger: unknown, ours: unknown): readonly Difference[] {
  if (shown(flagger) === shown(ours)) {
    return [];
  }
  return [
    {
      ...about,
      ...(flagger === undefined ? {} : { flagger: shown(flagger) }),
      ...(ours === undefined ? {} : { ours: shown(ours) }),
    },
  ];
}

function inMaps<T>(
  flagger: ReadonlyMap<string, T>,
  ours: ReadonlyMap<string, T>,
  compare: (name: string, a: T | undefined, b: T | undefined) => readonly Difference[],
): readonly Difference[] {
  return [...new Set([...flagger.keys(), ...ours.keys()])].flatMap((name) =>
    compare(name, flagger.get(name), ours.get(name)),
  );
}

type Sequences = ReadonlyMap<string, readonly unknown[]>;

const sequencesIn = (what: Kind, flagger: Sequences, ours: Sequences): readonly Difference[] =>
  inMaps(flagger, ours, (name, a, b) =>
    sequenceDifferences({ what, subject: what === 'status' ? `Canary/${name}` : name }, a ?? [], b ?? []),
  );

function sequenceDifferences(
  about: About,
  flagger: readonly unknown[],
  ours: readonly unknown[],
): readonly Difference[] {
  return aligned(flagger, ours, distance).flatMap((pair) => pairDifferences(about, pair));
}

/** Statuses of different phases and texts are never one changed into the other. */
function distance(a: unknown, b: unknown): number {
  if (typeof a === 'string') {
    return a === b ? 0 : Infinity;
  }
  return valueAt(a, 'phase') === valueAt(b, 'phase') ? difference(a, b) : Infinity;
}

function pairDifferences(about: About, pair: Pair<unknown>): readonly Difference[] {
  switch (pair.in) {
    case 'both':
      return [];
    case 'flagger':
      return whole(about, pair.flagger, undefined);
    case 'ours':
      return whole(about, undefined, pair.ours);
    case 'changed':
      return leafDifferences({ ...about, subject: subjectOf(about, pair.flagger) }, pair.flagger, pair.ours);
  }
}

/** Says which of a Canary's statuses it is, so that an explanation need not cover all of them. */
const subjectOf = ({ what, subject }: About, value: unknown): string =>
  what === 'status'
    ? `${subject} ${textOf(valueAt(value, 'phase'))} ${Number(valueAt(value, 'canaryWeight') ?? 0)}`
    : subject;

function leafDifferences(about: About, flagger: unknown, ours: unknown): readonly Difference[] {
  return inMaps(leaves(flagger), leaves(ours), (path, a, b) => whole({ ...about, path }, a, b));
}

type Objects = ReadonlyMap<string, unknown>;

function momentDifferences(
  moment: string,
  flagger: Objects | undefined,
  ours: Objects | undefined,
): readonly Difference[] {
  const about = (name: string): About => ({ what: 'object', subject: `${moment} ${name}` });
  if (flagger === undefined || ours === undefined) {
    return whole({ what: 'object', subject: moment }, flagger && 'all objects', ours && 'all objects');
  }
  return inMaps(flagger, ours, (name, a, b) =>
    a === undefined || b === undefined ? whole(about(name), a, b) : leafDifferences(about(name), a, b),
  );
}

function eventDifferences(text: string, flagger = 0, ours = 0): readonly Difference[] {
  const message = text.split(' ').slice(2).join(' ');
  const times = (count: number): string | undefined =>
    count === 0 ? undefined : count === 1 ? text : `${text} (${count} times)`;
  return isDifferent(message, flagger, ours)
    ? whole({ what: 'event', subject: text.slice(0, text.indexOf(' ')) }, times(flagger), times(ours))
    : [];
}

const onlineDifferences = (flagger: Observations, ours: Observations): readonly Difference[] =>
  whole(
    { what: 'query', subject: 'whether metrics servers are there' },
    flagger.askedOnline ? 'asked' : undefined,
    ours.askedOnline ? 'asked' : undefined,
  );
