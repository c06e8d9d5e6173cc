import { parseGoDuration, type ResourceCall } from '@flagger/api';
import { pause } from '@flagger/http';
import { wiring } from './ask.ts';
import { askCluster } from './cluster.ts';
import { at, failed, single } from './json.ts';
import type { Measured, Server, Source } from './source.ts';

const API_VERSION = 'metrics.keptn.sh/v1beta1';
const POLL_MS = 1000;
const TRIES = 10;
const ALLOWED = 'allowed is keptnmetric/namespace/name or analysis/namespace/name/duration/key=value;key=value';

/** What a query asks for. */
type Wanted = WantedMetric | WantedAnalysis;

interface WantedMetric {
  readonly kind: 'keptnmetric';
  readonly namespace: string;
  readonly name: string;
}

interface WantedAnalysis {
  readonly kind: 'analysis';
  readonly namespace: string;
  readonly name: string;
  /** How far back it looks, as a duration of Go. */
  readonly recent: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Keptn's metrics operator, in this cluster: the value of a KeptnMetric, or 1 or 0 for an Analysis that is made for
 * the question, waited for at most ten seconds, and removed.
 */
export const keptn: Source = {
  measure: async ({ text }, server) => {
    const wanted = wantedIn(text.trim().toLowerCase());
    if ('problem' in wanted) {
      return wanted;
    }
    return wanted.kind === 'keptnmetric' ? valueOf(wanted, server) : verdictOf(wanted, server);
  },
  whyOffline: async () => undefined,
};

/** In the plural as well, as resources are called. */
const KINDS: ReadonlyMap<string, Wanted['kind']> = new Map([
  ['keptnmetric', 'keptnmetric'],
  ['keptnmetrics', 'keptnmetric'],
  ['analysis', 'analysis'],
  ['analyses', 'analysis'],
]);

function wantedIn(query: string): Wanted | ReturnType<typeof wiring> {
  const [first = '', namespace = '', name = '', recent = '1m', args = '', ...more] = query.split('/');
  const kind = KINDS.get(first);
  const isWhole = namespace !== '' && name !== '' && more.length === 0;
  if (kind === 'keptnmetric' && isWhole && query.split('/').length === 3) {
    return { kind, namespace, name };
  }
  if (kind !== 'analysis' || !isWhole || parseGoDuration(recent) === undefined) {
    return wiring(`query ${JSON.stringify(query)} is no query of Keptn, ${ALLOWED}`);
  }
  const pairs = args.split(';').filter((pair) => pair !== '');
  const bad = pairs.find((pair) => !/^[^=]+=/.test(pair));
  return bad === undefined
    ? { kind, namespace, name, recent, args: Object.fromEntries(pairs.map((pair) => parted(pair))) }
    : wiring(`${JSON.stringify(bad)} is no argument of an Analysis, ${ALLOWED}`);
}

const parted = (pair: string): readonly [string, string] => {
  const sign = pair.indexOf('=');
  return [pair.slice(0, sign), pair.slice(sign + 1)];
};

async function valueOf({ namespace, name }: WantedMetric, server: Server): Promise<Measured> {
  const told = await askCluster(
    { verb: 'get', apiVersion: API_VERSION, kind: 'KeptnMetric', plural: 'keptnmetrics', namespace, name },
    server,
  );
  return 'problem' in told ? told : single(at(told.json, 'status', 'value'));
}

async function verdictOf(wanted: WantedAnalysis, server: Server): Promise<Measured> {
  const made = await askCluster(
    { ...ANALYSES, verb: 'create', namespace: wanted.namespace, body: analysisFor(wanted) },
    server,
  );
  if ('problem' in made) {
    return made;
  }
  const analysis = { ...ANALYSES, namespace: wanted.namespace, name: String(at(made.json, 'metadata', 'name')) };
  try {
    return await finished(analysis, server);
  } finally {
    // also where nobody waits any more, else it stays for ever; what cannot be removed costs the answer nothing
    await askCluster({ ...analysis, verb: 'delete' }, { ...server, signal: new AbortController().signal });
  }
}

const ANALYSES = { apiVersion: API_VERSION, kind: 'Analysis', plural: 'analyses' };

const analysisFor = ({ namespace, name, recent, args }: WantedAnalysis): object => ({
  apiVersion: API_VERSION,
  kind: 'Analysis',
  metadata: { generateName: `${name}-`, namespace, labels: { 'app.kubernetes.io/managed-by': 'flagger' } },
  spec: { timeframe: { recent }, args, analysisDefinition: { name, namespace } },
});

async function finished(analysis: Omit<ResourceCall, 'verb'>, server: Server): Promise<Measured> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await pause(server.clock, POLL_MS, server.signal);
    const told = await askCluster({ ...analysis, verb: 'get' }, server);
    if ('problem' in told) {
      return told;
    }
    if (at(told.json, 'status', 'state') === 'Completed') {
      return { value: at(told.json, 'status', 'pass') === true ? 1 : 0 };
    }
  }
  return failed(`Analysis ${analysis.name ?? ''} was not completed within ${TRIES} s`);
}
