import { isAlert, nameOf, type Call, type Sighting } from './sighting.ts';
import { placed, type Placed } from './stretches.ts';
import { dense, statusOf, tidy, tidyObject, tidyText } from './tidy.ts';
import { Tokens } from './tokens.ts';
import { countingOf } from './waiting.ts';
import { isSame, isTree, textOf, treeOf, valueAt, without, type Tree } from './values.ts';

/** What one side did in a scenario, in the form in which the two sides are compared. */
export interface Observations {
  /** The statuses that each Canary went through, by its name; the same again is the same. */
  readonly statuses: ReadonlyMap<string, readonly unknown[]>;
  /** What each routing object said, one after the other; {@link BY_HAND} where the driver changed it. */
  readonly routing: ReadonlyMap<string, readonly unknown[]>;
  /** By the moment's name, then by the object's. */
  readonly moments: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  /** How often each event was told: by `<type> <reason> <message>`. */
  readonly events: ReadonlyMap<string, number>;
  readonly queries: readonly string[];
  /**
   * Whether metrics servers were asked if they are there, for a Canary: what an operator asks when it starts is its
   * own affair.
   */
  readonly askedOnline: boolean;
  /** Webhook calls, and alerts, by path; event webhooks by path and text, since nothing orders them. */
  readonly webhooks: ReadonlyMap<string, readonly unknown[]>;
  readonly alerts: ReadonlyMap<string, readonly unknown[]>;
  /** What the API server said to the driver's operations. */
  readonly answers: ReadonlyMap<string, string>;
  readonly stuck: readonly string[];
}

export const BY_HAND = { changed: 'by the driver of the scenario' };
/** The query that only asks whether a metrics server is there. */
const ONLINE = 'vector(1)';

/** Brings sightings into the form in which they are compared; recordings/README.md says what is normalised. */
export function observationsOf(sightings: readonly Sighting[]): Observations {
  const all = placed(sightings);
  const seen = sightings;
  const raw = {
    statuses: sequences(
      seen.flatMap((each) => (each.saw === 'status' ? [{ name: each.canary, value: statusOf(each.status) }] : [])),
    ),
    routing: sequences(
      seen.flatMap((each) =>
        each.saw === 'routing'
          ? [{ name: each.object, value: each.content === undefined ? BY_HAND : tidy(dense(each.content)) }]
          : [],
      ),
    ),
    webhooks: webhooksIn(all),
    alerts: groups(callsIn(all, true)),
    moments: momentsIn(seen),
  };
  const { statuses, routing, webhooks, alerts, moments } = named(raw, tokensOf(raw, all));
  const queries = queriesIn(all);
  return {
    statuses,
    routing,
    webhooks,
    alerts,
    moments,
    events: eventsIn(all),
    queries: queries.filter((query) => query !== ONLINE),
    askedOnline: queriesIn(all.slice(startOf(seen))).includes(ONLINE),
    answers: new Map(
      seen.flatMap((each) => (each.saw === 'answer' ? [[each.operation, tidyText(each.said)] as const] : [])),
    ),
    stuck: seen.flatMap((each) => (each.saw === 'stuck' ? [each.what] : [])),
  };
}

/** The position of the driver's first operation. */
function startOf(sightings: readonly Sighting[]): number {
  return Math.max(
    0,
    sightings.findIndex((sighting) => sighting.saw === 'answer'),
  );
}

interface Named {
  readonly name: string;
  readonly value: unknown;
}

type Sequences = ReadonlyMap<string, readonly unknown[]>;
type Moments = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

function groups(all: readonly Named[]): Sequences {
  const names = [...new Set(all.map((each) => each.name))].toSorted();
  return new Map(names.map((name) => [name, all.filter((each) => each.name === name).map((each) => each.value)]));
}

/** Equal neighbours are one. */
function sequences(all: readonly Named[]): Sequences {
  return new Map([...groups(all)].map(([name, values]) => [name, distinct(values)]));
}

const distinct = (values: readonly unknown[]): readonly unknown[] =>
  values.filter((value, index) => index === 0 || !isSame(value, values[index - 1]));

function momentsIn(sightings: readonly Sighting[]): Moments {
  const objects = (moment: Extract<Sighting, { saw: 'moment' }>): ReadonlyMap<string, unknown> =>
    new Map(
      moment.objects
        .map(tidyObject)
        .map((object) => [nameOf(object), object] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return new Map(sightings.flatMap((each) => (each.saw === 'moment' ? [[each.name, objects(each)] as const] : [])));
}

function eventsIn(all: readonly Placed[]): ReadonlyMap<string, number> {
  const texts = all.flatMap(({ sighting, isEcho }) =>
    sighting.saw === 'event' && !isEcho ? [eventText(sighting)] : [],
  );
  return new Map(
    [...groups(texts.map((name) => ({ name, value: name })))].map(([text, times]) => [text, times.length]),
  );
}

const COMBINED = '(combined from similar events): ';

const eventText = ({ type, reason, message }: Extract<Sighting, { saw: 'event' }>): string =>
  `${type} ${reason} ${tidyText(message.startsWith(COMBINED) ? message.slice(COMBINED.length) : message)}`;

function queriesIn(all: readonly Placed[]): readonly string[] {
  return all.flatMap(({ sighting, isEcho }) => (sighting.saw === 'query' && !isEcho ? [queryText(sighting)] : []));
}

const queryText = ({ query, headers }: Extract<Sighting, { saw: 'query' }>): string =>
  [
    query.replaceAll(/\s+/g, ' ').trim(),
    ...Object.entries(headers)
      .map(([name, value]) => `${name.toLowerCase()}: ${textOf(value)}`)
      .toSorted(),
  ].join('\n');

/** An event whose number does not count is not counted as a webhook call either. */
function webhooksIn(all: readonly Placed[]): Sequences {
  const isWaiting = (name: string): boolean => countingOf(name.slice(name.indexOf(' ') + 1)) === 'waiting';
  return new Map(
    [...groups(callsIn(all, false))].map(([name, values]) => [name, isWaiting(name) ? distinct(values) : values]),
  );
}

function callsIn(all: readonly Placed[], alerts: boolean): readonly Named[] {
  return all.flatMap(({ sighting, isEcho }) =>
    sighting.saw === 'call' && !isEcho && isAlert(sighting.call) === alerts ? callOf(sighting.call) : [],
  );
}

/** An event that only shows the pace is not compared as a webhook call either. */
function callOf(call: Call): readonly Named[] {
  const told = valueAt(call.body, 'metadata', 'eventMessage');
  const value = tidy({ headers: headersOf(call.headers), body: withoutTime(call.body) });
  if (typeof told !== 'string') {
    return [{ name: call.path, value }];
  }
  return countingOf(told) === 'pace' ? [] : [{ name: `${call.path} ${tidyText(told)}`, value }];
}

const headersOf = (headers: Tree): Tree =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function withoutTime(body: unknown): unknown {
  const metadata = treeOf(valueAt(body, 'metadata'));
  return isTree(body) && 'timestamp' in metadata
    ? { ...body, metadata: { ...without(metadata, 'timestamp'), timestamp: '<epoch-ms>' } }
    : body;
}

interface Raw {
  readonly statuses: Sequences;
  readonly routing: Sequences;
  readonly webhooks: Sequences;
  readonly alerts: Sequences;
  readonly moments: Moments;
}

/** Random values are named in the order of statuses, then of calls, then of moments. */
function tokensOf({ statuses, moments }: Raw, all: readonly Placed[]): Tokens {
  const tokens = new Tokens();
  tokens.learn([...statuses.values()]);
  tokens.learn(callsIn(all, false).map((call) => call.value));
  tokens.learn([...moments.values()].map((objects) => [...objects.values()]));
  return tokens;
}

function named(raw: Raw, tokens: Tokens): Raw {
  const applied = (part: Sequences): Sequences =>
    new Map([...part].map(([name, values]) => [name, values.map((value) => tokens.applied(value))]));
  return {
    statuses: applied(raw.statuses),
    routing: applied(raw.routing),
    webhooks: applied(raw.webhooks),
    alerts: applied(raw.alerts),
    moments: new Map(
      [...raw.moments].map(([name, objects]) => [
        name,
        new Map([...objects].map(([object, value]) => [object, tokens.applied(value)])),
      ]),
    ),
  };
}
