import {
  apexName,
  type Canary,
  intervalMs,
  parseGoDuration,
  serviceNames,
  strategyOf,
  type Webhook,
} from '@flagger/api';
import type { Path } from '../path.ts';
import { type Hit, ofCanary, type Rule, when } from '../rule.ts';
import type { Manifest } from '../manifest.ts';

const ANALYSIS = ['spec', 'analysis'] as const;
const BLUE_GREEN = 'stepWeight: null, maxWeight: null, iterations: 10';
const load = (cmd: string): string =>
  `webhooks: [{name: load-test, url: "http://flagger-loadtester.test/", timeout: 5s, metadata: {cmd: "${cmd}"}}]`;

/** Each hook with its path. */
const ofHooks = ({ spec }: Canary, check: (hook: Webhook, path: Path) => readonly Hit[]): readonly Hit[] =>
  (spec.analysis.webhooks ?? []).flatMap((hook, index) => check(hook, [...ANALYSIS, 'webhooks', index]));

/** Whether somebody calls the canary while it is analysed. */
const hasLoadTest = ({ spec: { analysis } }: Canary): boolean =>
  (analysis.webhooks ?? []).some(({ type, name, metadata }) => {
    const isMeanwhile = !type || type === 'rollout' || type === 'pre-rollout';
    return isMeanwhile && (metadata?.['cmd'] !== undefined || /load|traffic|test/i.test(name));
  });

/** The load test of a hook. */
const commandOf = ({ metadata }: Webhook): string => metadata?.['cmd'] ?? '';

/** The hosts that a command calls: name and namespace, as services in a cluster are called. */
const hostsIn = (command: string): readonly { readonly service: string; readonly namespace: string | undefined }[] =>
  Array.from(
    command.matchAll(/\bhttps?:\/\/([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?)?(?=[:/\s"']|$)/g),
  ).map(([, service = '', namespace]) => ({ service, namespace }));

const measures = ({ spec: { analysis, skipAnalysis } }: Canary): boolean =>
  !skipAnalysis && (analysis.metrics ?? []).some(({ onNoData = 'fail' }) => onNoData === 'fail');

/** Who calls the canary, and what hooks do. */
export const TRAFFIC_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG501',
    level: 'info',
    title: 'No load test',
    why: 'At hours in which no user comes, metrics have no values, and the check fails: a good version is rolled back at night.',
    fix: 'Add a load test, write `onNoData: hold`, or judge by `compare`, which needs no threshold.',
    fires: 'spec: {analysis: {webhooks: []}}',
    passes: `spec: {analysis: {${load('hey -z 1m http://podinfo-canary.test/')}}}`,
    check: (canary) =>
      when(
        measures(canary)
          && !hasLoadTest(canary)
          && !isAlone(canary)
          && canary.spec.analysis.metrics?.some(({ compare }) => !compare) === true,
        [...ANALYSIS, 'metrics'],
        'without traffic the checks fail',
      ),
  }),
  ofCanary({
    code: 'FLG502',
    level: 'warning',
    title: 'Blue/green that nobody calls',
    why: 'Until all users move at the end, none calls the canary: without a mirror and a load test, its metrics never have values.',
    fix: 'Write `mirror: true`, or add a load test of the service `…-canary`.',
    fires: `spec: {analysis: {${BLUE_GREEN}, webhooks: []}}`,
    passes: `spec: {analysis: {${BLUE_GREEN}, ${load('hey -z 1m http://podinfo-canary.test/')}}}`,
    check: (canary) =>
      when(
        measures(canary) && isAlone(canary) && !hasLoadTest(canary),
        [...ANALYSIS, 'iterations'],
        'nobody calls the canary before it is promoted',
      ),
  }),
  ofCanary({
    code: 'FLG503',
    level: 'warning',
    title: 'A load test of the wrong version',
    why: 'In blue/green the service of the users leads to the old version: the new one gets nothing of it.',
    fix: 'Call the service `…-canary`.',
    fires: `spec: {analysis: {${BLUE_GREEN}, ${load('hey -z 1m http://podinfo.test/')}}}`,
    passes: `spec: {analysis: {${BLUE_GREEN}, ${load('hey -z 1m http://podinfo-canary.test/')}}}`,
    check: (canary) => {
      const { apex, primary } = serviceNames(canary);
      return ofHooks(canary, (hook, path) =>
        hostsIn(commandOf(hook)).flatMap(({ service }) =>
          when(
            isAlone(canary) && (service === apex || service === primary),
            [...path, 'metadata', 'cmd'],
            `it calls ${service}, the old version`,
          ),
        ),
      );
    },
  }),
  ofCanary({
    code: 'FLG504',
    level: 'warning',
    title: 'A load test that ends too early',
    why: 'It is started at each check and ends before the next: metrics have no values of the time between.',
    fix: 'Make it (`-z` of hey, `-duration` of others) at least as long as the interval.',
    fires: `spec: {analysis: {interval: 2m, ${load('hey -z 30s http://podinfo-canary.test/')}}}`,
    passes: `spec: {analysis: {interval: 2m, ${load('hey -z 2m http://podinfo-canary.test/')}}}`,
    check: (canary) =>
      ofHooks(canary, (hook, path) => {
        const [, given = ''] = /(?:\s-z|-duration|--duration|-t)[\s=]+(\d+(?:ms|s|m|h))/.exec(commandOf(hook)) ?? [];
        const ms = parseGoDuration(given);
        const interval = intervalMs(canary.spec.analysis);
        const isMeanwhile = !hook.type || hook.type === 'rollout';
        return when(
          isMeanwhile && ms !== undefined && ms < interval,
          [...path, 'metadata', 'cmd'],
          `${given} are less than the interval of ${interval / 1000} s`,
        );
      }),
  }),
  ofCanary({
    code: 'FLG505',
    level: 'warning',
    title: 'A load test of another application',
    why: 'It calls the canary service of somebody else: copied, and not adapted.',
    fix: 'Call the service of this Canary.',
    fires: `spec: {analysis: {${load('hey -z 1m http://checkout-canary.test/')}}}`,
    passes: `spec: {analysis: {${load('hey -z 1m http://podinfo-canary.test/')}}}`,
    check: (canary, { manifest }) =>
      ofHooks(canary, (hook, path) =>
        hostsIn(commandOf(hook)).flatMap(({ service, namespace }) => {
          const isOther = service.endsWith('-canary') && isElsewhere({ service, namespace }, canary, manifest);
          return when(
            isOther,
            [...path, 'metadata', 'cmd'],
            `it calls ${service}${namespace === undefined ? '' : `.${namespace}`}`,
          );
        }),
      ),
  }),
  ofCanary({
    code: 'FLG506',
    level: 'warning',
    title: 'Two hooks of one name',
    why: 'Events and `kubectl flagger why` tell them apart by nothing, and an approval for one counts for both.',
    fix: 'Give each a name of its own.',
    fires:
      'spec: {analysis: {webhooks: [{name: test, url: "http://a.test/", metadata: {cmd: x}}, {name: test, url: "http://b.test/"}]}}',
    passes:
      'spec: {analysis: {webhooks: [{name: test, url: "http://a.test/", metadata: {cmd: x}}, {name: smoke, url: "http://b.test/"}]}}',
    check: (canary) => {
      const keys = (canary.spec.analysis.webhooks ?? []).map(({ name, type = 'rollout' }) => `${type}/${name}`);
      return ofHooks(canary, ({ name, type = 'rollout' }, path) =>
        when(keys.indexOf(`${type}/${name}`) !== path.at(-1), [...path, 'name'], `there is another ${name}`),
      );
    },
  }),
  ofCanary({
    code: 'FLG507',
    level: 'warning',
    title: 'A hook that calls the operator itself',
    why: 'In the pod of the operator, `localhost` is the operator: nobody answers there.',
    fix: 'Call a service by its name.',
    fires: 'spec: {analysis: {webhooks: [{name: test, url: "http://localhost:8080/", metadata: {cmd: x}}]}}',
    passes: 'spec: {analysis: {webhooks: [{name: test, url: "http://flagger-loadtester.test/", metadata: {cmd: x}}]}}',
    check: (canary) =>
      ofHooks(canary, ({ url }, path) =>
        when(
          /^https?:\/\/(?:[^@/]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|$)/i.test(url),
          [...path, 'url'],
          'this is the pod of the operator',
        ),
      ),
  }),
  ofCanary({
    code: 'FLG508',
    level: 'info',
    title: 'A gate that nobody is told of',
    why: 'The release waits for a person, and no alert says so.',
    fix: 'Add `alerts`, or write `muteAlert: true` where that is meant.',
    fires:
      'spec: {analysis: {webhooks: [{name: ask, type: confirm-promotion, url: "http://flagger-loadtester.test/gate/check"}]}}',
    passes:
      'spec: {analysis: {alerts: [{name: chat, severity: warn, providerRef: {name: chat}}], webhooks: [{name: ask, type: confirm-promotion, url: "http://flagger-loadtester.test/gate/check"}]}}',
    check: (canary) =>
      ofHooks(canary, ({ type = 'rollout', muteAlert }, path) =>
        when(
          type.startsWith('confirm-') && !muteAlert && (canary.spec.analysis.alerts ?? []).length === 0,
          path,
          'no alert says that it waits; the chat of the operator may',
        ),
      ),
  }),
  ofCanary({
    code: 'FLG510',
    level: 'warning',
    title: 'A load test that comes in by no gateway',
    why: 'With `gateways`, and no `mesh` among them, only who comes in by these is led to the new version. Calls from within the mesh reach the old one, and the metrics of the new one have no values.',
    fix: 'Add `mesh` to the gateways, or call the service `…-canary`.',
    fires: `spec: {service: {gateways: [istio-system/public]}, analysis: {${load('hey -z 1m http://podinfo.test/')}}}`,
    passes: `spec: {service: {gateways: [istio-system/public, mesh]}, analysis: {${load('hey -z 1m http://podinfo.test/')}}}`,
    check: (canary, { mesh }) => {
      const { gateways = [] } = canary.spec.service;
      const hasGateways = mesh(canary.spec.provider)?.crds.some((name) => OF_ISTIO.test(name)) !== false;
      const isForMesh = !hasGateways || gateways.length === 0 || gateways.includes('mesh');
      const { apex } = serviceNames(canary);
      return ofHooks(canary, (hook, path) =>
        hostsIn(commandOf(hook)).flatMap(({ service }) =>
          when(
            !isForMesh && !isAlone(canary) && service === apex,
            [...path, 'metadata', 'cmd'],
            `it calls ${service} from within the mesh, which leads to the old version: the gateways are ${gateways.join(', ')}`,
          ),
        ),
      );
    },
  }),
];

/** Other meshes take no notice of `gateways`; Istio has an adapter for SMI. */
const OF_ISTIO = /\.(?:networking\.istio\.io|split\.smi-spec\.io)$/;

/** In blue/green without a mirror nobody calls the canary while the primary serves. */
const isAlone = ({ spec }: Canary): boolean => strategyOf(spec) === 'blue-green' && !spec.analysis.mirror;

function isElsewhere(
  { service, namespace }: { service: string; namespace: string | undefined },
  canary: Canary,
  manifest: Manifest,
): boolean {
  const isOtherPlace = namespace !== undefined && manifest.namespace !== undefined && namespace !== manifest.namespace;
  return service !== `${apexName(canary)}-canary` || isOtherPlace;
}
