import { createChecks, type Server } from '@flagger/checks';
import { type Canary, type Clock, goDuration, type Log, type References } from '@flagger/api';
import { decides } from '@flagger/engine';
import { meshCalled, meshNames } from '@flagger/meshes';
import { type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { credentialsIn } from './credentials.ts';
import { rulesIn } from './given.ts';
import { Past } from './past.ts';
import { play } from './play.ts';
import { printed } from './print.ts';
import { differences, limitsOf, type Replayed, summaryOf } from './report.ts';
import { keyOf, type RuleSet } from './rules.ts';
import { type Times, timesIn } from './times.ts';

/** So many instants of one query are asked for at most: eight years of minutes would be of no use to anybody. */
const MOST_INSTANTS = 500_000;

/** `replay`: what would have been decided on stdout, what the past cannot show on stderr. */
export async function replay(asked: LocalAsked): Promise<ExitCode> {
  try {
    return await ended(asked);
  } catch (error) {
    if (asked.io.signal.aborted) {
      return EXIT.interrupted;
    }
    throw error;
  }
}

async function ended(asked: LocalAsked): Promise<ExitCode> {
  const times = timesIn(asked);
  const given = await rulesIn(asked);
  if (typeof given === 'number') {
    return given;
  }
  const { rules, against } = given;
  const credentials = await credentialsIn(asked);
  const one = await replayed(rules, { asked, times, credentials });
  const other = against && (await replayed(against, { asked, times, credentials }));
  const differ = other && differences(one, other);
  printed({ times, one, other, differ }, asked);
  return differ && differ.length > 0 ? EXIT.error : EXIT.done;
}

interface Setting {
  readonly asked: LocalAsked;
  readonly times: Times;
  readonly credentials: ReadonlyMap<string, string>;
}

async function replayed(rules: RuleSet, { asked, times, credentials }: Setting): Promise<Replayed> {
  const { canary } = rules;
  const range = { from: times.from, to: times.to, stepMs: stepOf(rules, times) };
  const past = new Past(range, serverOf(canary, asked, credentials));
  const { mesh, queries } = meshOf(canary, asked);
  let now = times.from;
  const clock: Clock = { now: () => now, after: () => () => undefined };
  const checks = createChecks({
    metricsServer: 'http://the.past',
    mesh: () => queries,
    decides,
    references: referencesOf(rules),
    prometheus: past,
    clock,
    log: SILENT,
  });
  const moveTo = (time: number) => void (now = time);
  const played = { canary, measured: measuredOf(canary, asked), mesh, checks, moveTo, signal: asked.io.signal };
  const runs = [];
  for (let began = times.from; began < times.to; began += times.everyMs ?? Infinity) {
    runs.push(await play(played, began, times.to));
  }
  return {
    of: rules.of,
    canary: keyOf(canary.metadata, ''),
    interval: goDuration(rules.stepMs),
    runs,
    summary: summaryOf(runs),
    queries: past.remembered(),
    limits: limitsOf([...assumedOf(canary, asked), ...rules.limits], past.remembered(), textFlag(asked, 'as')),
  };
}

/** So far apart that every check of every run is at one of the instants. */
function stepOf({ stepMs }: RuleSet, { from, to, everyMs = stepMs }: Times): number {
  const step = commonDivisor(stepMs, everyMs);
  if ((to - from) / step > MOST_INSTANTS) {
    const says = `more than ${MOST_INSTANTS} instants would be asked for, ${goDuration(step)} apart`;
    throw new Ended(EXIT.usage, `${says}: look at less time, or let --every be a multiple of ${goDuration(stepMs)}`);
  }
  return step;
}

const commonDivisor = (one: number, other: number): number => (other === 0 ? one : commonDivisor(other, one % other));

function serverOf({ spec }: Canary, asked: LocalAsked, credentials: Setting['credentials']): Server {
  const address = textFlag(asked, 'prometheus') ?? (spec.metricsServer || undefined);
  if (address === undefined) {
    throw new Ended(EXIT.usage, '--prometheus is missing: who remembers? e.g. http://localhost:9090');
  }
  const { io } = asked;
  return {
    address,
    credentials,
    clock: { now: () => io.now(), after: (ms, callback) => io.after(ms, callback) },
    signal: io.signal,
  };
}

/** Said wherever it may be wrong. */
const assumedOf = ({ spec }: Canary, asked: LocalAsked): readonly string[] =>
  spec.provider || textFlag(asked, 'provider') !== undefined
    ? []
    : [`taken as of ${OTHERWISE}: the Canary names no provider; --provider is the operator's -mesh-provider`];

/** As operators are started that are told nothing else. */
const OTHERWISE = 'istio';

/** How the traffic of the canary is measured and what its mesh can do; a mesh that is beside all pods judges for all. */
function meshOf({ spec }: Canary, asked: LocalAsked) {
  const named = textFlag(asked, 'provider');
  const operators = meshCalled(named);
  const mesh = meshCalled(spec.provider || (named ?? OTHERWISE));
  if (mesh === undefined || (named !== undefined && operators === undefined)) {
    const found = operators === undefined && named !== undefined ? named : `${spec.provider} in the Canary`;
    throw new Ended(EXIT.usage, `--provider: found ${found}, allowed is one of ${meshNames().join(', ')}`);
  }
  return { mesh, queries: operators?.judgesAll ? { ...operators, names: mesh.names } : mesh };
}

/** The canary as its traffic is asked for: with another workload in place of the target. */
function measuredOf(canary: Canary, asked: LocalAsked): Canary {
  const workload = textFlag(asked, 'as');
  const { spec } = canary;
  const service = { ...spec.service, name: spec.service.name || spec.targetRef.name };
  return workload === undefined
    ? canary
    : { ...canary, spec: { ...spec, service, targetRef: { ...spec.targetRef, name: workload } } };
}

/** Templates were all found before; of their Secrets nothing is needed, since one Prometheus is asked for all. */
const referencesOf = ({ templates }: RuleSet): References => ({
  metricTemplate: async ({ metadata }, reference) => {
    const object = templates.get(keyOf(reference, metadata.namespace));
    return object ? { ok: true, object } : { ok: false, because: 'not found' };
  },
  alertProvider: async () => ({ ok: false, because: 'nobody is told of the past' }),
  credentials: async () => ({ ok: true, object: new Map() }),
});

const silent = (): void => undefined;
const SILENT: Log = { debug: silent, info: silent, warn: silent, error: silent };
