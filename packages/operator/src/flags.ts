import { MESH_DEFAULTS } from '@flagger/api';
import {
  duration,
  shardCount,
  ip,
  leaseDuration,
  list,
  logLevel,
  namespaceName,
  neededUrl,
  port,
  proxyUrl,
  someOf,
  text,
  toggle,
  url,
} from './flag-kinds.ts';
import type { Flag } from './flag.ts';
import { FLAGS_OF_GO } from './flags-of-go.ts';

const CLUSTER = 'Cluster';
const MESH = 'Mesh and metrics';
const CANARIES = 'Canaries';
const TELLING = 'Alerts and event webhooks';
const PROGRAM = 'Program';

/** Every flag, by name: Flagger's with its defaults, and our own. */
export const FLAGS = {
  kubeconfig: {
    group: CLUSTER,
    kind: text,
    fallback: '',
    says: 'file that says how to reach the cluster; without it, the service account of the pod',
  },
  master: {
    group: CLUSTER,
    kind: url,
    fallback: '',
    says: 'address of the API server, instead of the one in the kubeconfig',
  },
  namespace: {
    group: CLUSTER,
    kind: namespaceName,
    fallback: '',
    says: 'look after the canaries of this namespace only',
  },
  'kubeconfig-service-mesh': {
    group: CLUSTER,
    kind: text,
    fallback: '',
    says: 'kubeconfig of the cluster that holds the objects of the mesh',
  },
  'enable-leader-election': {
    group: CLUSTER,
    kind: toggle,
    fallback: 'false',
    says: 'of several replicas, only one acts',
  },
  'leader-election-namespace': {
    group: CLUSTER,
    kind: namespaceName,
    fallback: 'kube-system',
    says: 'where the lease of the leader is kept, unless -namespace says where',
  },
  shards: {
    group: CLUSTER,
    kind: shardCount,
    fallback: '1',
    says: 'into how many parts, by namespace, replicas divide the canaries among themselves; needs -enable-leader-election',
  },
  'lease-duration': {
    group: CLUSTER,
    kind: leaseDuration,
    fallback: '60s',
    says: 'how long a leader of which nothing is heard is waited for',
    isHidden: true,
  },

  'mesh-provider': {
    group: MESH,
    kind: text,
    fallback: 'istio',
    says: 'mesh of canaries that do not name one themselves',
  },
  'metrics-server': { group: MESH, kind: neededUrl, fallback: 'http://prometheus:9090', says: 'address of Prometheus' },
  'metrics-delay': {
    group: MESH,
    kind: duration,
    fallback: '1s',
    says: 'how old what is counted must be until Prometheus has it, where canary and primary are compared',
  },
  'metrics-merge-window': {
    group: MESH,
    kind: duration,
    fallback: '100ms',
    says: 'within this time built-in queries of several canaries become one; 0s asks each alone',
  },
  'metrics-replica-label': {
    group: MESH,
    kind: text,
    fallback: '',
    says: 'label by which replicas of Prometheus tell apart the same series, so that requests are compared once',
  },
  'ingress-annotations-prefix': {
    group: MESH,
    kind: text,
    fallback: MESH_DEFAULTS.ingress.annotationsPrefix,
    says: 'what the annotations of NGINX ingresses begin with',
  },
  'ingress-class': {
    group: MESH,
    kind: text,
    fallback: MESH_DEFAULTS.ingress.className,
    says: 'ingress class of generated Contour objects',
  },

  'selector-labels': {
    group: CANARIES,
    kind: someOf,
    fallback: 'app,name,app.kubernetes.io/name',
    says: 'pod labels that may tell the target from the primary; the first that a target has is taken',
  },
  'include-label-prefix': {
    group: CANARIES,
    kind: list,
    fallback: '',
    says: 'copy labels and annotations that begin so to generated objects; * copies all',
  },
  'enable-config-tracking': {
    group: CANARIES,
    kind: toggle,
    fallback: 'true',
    says: 'a changed ConfigMap or Secret of the target starts a run as well',
  },
  'no-cross-namespace-refs': {
    group: CANARIES,
    kind: toggle,
    fallback: 'false',
    says: 'refuse canaries that refer to objects of other namespaces',
  },
  'kstatus-conditions': {
    group: CANARIES,
    kind: toggle,
    fallback: 'false',
    says: 'tell Ready, Reconciling and Stalled in the status, so that Flux waits for whole rollouts',
  },
  'settle-time': {
    group: CANARIES,
    kind: duration,
    fallback: '5s',
    says: 'time that proxies get to hear of a change before pods lose or get its traffic',
  },
  'min-interval': {
    group: CANARIES,
    kind: duration,
    fallback: '10s',
    says: 'shorter analysis intervals count as this one',
    isHidden: true,
  },

  'slack-url': {
    group: TELLING,
    kind: url,
    fallback: '',
    says: 'incoming webhook of Slack for alerts; needs -slack-channel as well',
    env: 'SLACK_URL',
    isSecret: true,
  },
  'slack-token': {
    group: TELLING,
    kind: text,
    fallback: '',
    says: 'token of a Slack app',
    env: 'SLACK_TOKEN',
    isSecret: true,
  },
  'slack-proxy-url': {
    group: TELLING,
    kind: proxyUrl,
    fallback: '',
    says: 'proxy on the way to Slack',
    env: 'SLACK_PROXY_URL',
    isSecret: true,
  },
  'slack-user': { group: TELLING, kind: text, fallback: 'flagger', says: 'who posts in Slack' },
  'slack-channel': { group: TELLING, kind: text, fallback: '', says: 'channel of Slack' },
  'msteams-url': {
    group: TELLING,
    kind: url,
    fallback: '',
    says: 'incoming webhook of Microsoft Teams for alerts',
    env: 'MSTEAMS_URL',
    isSecret: true,
  },
  'msteams-proxy-url': {
    group: TELLING,
    kind: proxyUrl,
    fallback: '',
    says: 'proxy on the way to Microsoft Teams',
    env: 'MSTEAMS_PROXY_URL',
    isSecret: true,
  },
  'event-webhook': {
    group: TELLING,
    kind: url,
    fallback: '',
    says: 'address that gets the events of canaries without a webhook of type event',
    env: 'EVENT_WEBHOOK_URL',
    isSecret: true,
  },
  'deny-local-webhooks': {
    group: TELLING,
    kind: toggle,
    fallback: 'false',
    says: 'call no webhook of a canary at a loopback or link-local address',
  },
  'cluster-name': { group: TELLING, kind: text, fallback: '', says: 'name of this cluster in alerts' },

  port: { group: PROGRAM, kind: port, fallback: '8080', says: 'where /healthz, /readyz and /metrics are served' },
  'listen-address': {
    group: PROGRAM,
    kind: ip,
    fallback: '',
    says: 'the only address at which they are served; all if it is empty',
  },
  'turn-histogram': {
    group: PROGRAM,
    kind: toggle,
    fallback: 'false',
    says: 'count in /metrics, for each canary, how long its turns took',
  },
  'log-level': { group: PROGRAM, kind: logLevel, fallback: 'debug', says: 'debug, info, warning or error' },
  version: { group: PROGRAM, kind: toggle, fallback: 'false', says: 'print the version and end' },
  help: { group: PROGRAM, kind: toggle, fallback: 'false', says: 'print this and end' },
  ...FLAGS_OF_GO,
} satisfies Readonly<Record<string, Flag<unknown>>>;

export type FlagName = keyof typeof FLAGS;

/** Every flag with its name, in the order of the help text. */
export const ALL_FLAGS: readonly (readonly [string, Flag<unknown>])[] = Object.entries(FLAGS);

const NAMES = new Map<Flag<unknown>, string>(ALL_FLAGS.map(([name, flag]) => [flag, name]));

/** The name under which a flag stands in {@link FLAGS}. */
export const flagName = (flag: Flag<unknown>): string => NAMES.get(flag) ?? '';
