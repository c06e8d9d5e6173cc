import { NAMESPACE } from './calls.ts';
import { applied, type Command, manifests, ours, plain, watched } from './command.ts';
import { CANARY, CONFIG, DEPLOYMENT, event, labels, POD, SCALER, SERVICE } from './command-objects.ts';
import { READS } from './reading-commands.ts';

const WRITES: readonly Command[] = [
  applied(manifests(CONFIG), 'apply -f - --dry-run=server'),
  applied(manifests(CONFIG), 'apply -f - --dry-run=client'),
  applied(manifests(CONFIG, DEPLOYMENT, SERVICE, SCALER, CANARY)),
  applied(manifests(CONFIG, DEPLOYMENT, SERVICE, SCALER, CANARY)),
  applied(manifests({ ...CONFIG, data: { key: 'edited-before', other: 'x' } }), 'diff -f -'),
  applied(manifests({ ...CONFIG, spec: {} })),
  applied(manifests({ ...CANARY, spec: { ...CANARY.spec, provider: 'none' } })),
  applied(manifests({ ...CANARY, spec: { ...CANARY.spec, colour: 'red' } })),
  applied(manifests({ ...CANARY, spec: { ...CANARY.spec, colour: 'red' } }), 'apply --validate=warn -f -'),
  applied(manifests(CONFIG), 'create -f -'),
  applied(manifests({ ...CONFIG, metadata: { generateName: 'made-' } }), 'create -f - -o jsonpath={.kind}'),
  applied(manifests(POD), 'create -f -'),
  applied(
    manifests(
      event('podinfo.1', 'New revision detected!'),
      event('podinfo.2', 'Advance podinfo.test canary weight 10'),
    ),
  ),
  ...plain(
    'create namespace conformance --dry-run=client',
    'create namespace Upper',
    'create configmap literal --from-literal=a=b',
    'create secret generic hidden --from-literal=a=b',
    'create serviceaccount robot',
  ),
  ...plain(
    'create role reader --verb=get --resource=pods',
    'create rolebinding readers --role=reader --serviceaccount=default:robot',
    'expose deployment podinfo --name=exposed --port=8080',
  ),
];

const STATUS =
  '{"status":{"phase":"Progressing","canaryWeight":10,"failedChecks":0,"iterations":0,"lastTransitionTime":"2026-01-02T03:04:05Z","conditions":[{"type":"Promoted","status":"True","reason":"Succeeded","message":"done","lastUpdateTime":"2026-01-02T03:04:05Z","lastTransitionTime":"2026-01-02T03:04:05Z"}]}}';
const POD_STATUS =
  '{"status":{"phase":"Running","podIP":"10.1.2.3","podIPs":[{"ip":"10.1.2.3"}],"conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"podinfod","ready":true,"restartCount":0,"image":"","imageID":"","lastState":{},"state":{"running":{"startedAt":"2026-01-02T03:04:05Z"}}}]}}';

const WATCHES: readonly Command[] = [
  watched('get canaries -w', 3, { args: 'label canary podinfo seen=once' }),
  watched('get canary podinfo -w --output-watch-events', 3, { args: 'label canary podinfo seen=twice --overwrite' }),
  watched('get canaries -A -w', 3, { args: `label canary podinfo seen- -n ${NAMESPACE}` }),
  watched(
    'get cm -w -l watched=yes',
    2,
    applied(manifests({ ...CONFIG, metadata: { name: 'seen', labels: { watched: 'yes' } } })),
  ),
  watched('get cm seen -w --output-watch-events', 3, { args: 'delete cm seen' }),
  watched('events --for canary/podinfo --watch', 4, applied(manifests(event('podinfo.3', 'Promotion completed!')))),
  {
    args: 'wait canary/podinfo --for=jsonpath={.spec.skipAnalysis}=true --timeout=10s',
    during: { args: 'patch canary podinfo --type=merge -p {"spec":{"skipAnalysis":true}}' },
  },
  applied(manifests({ ...CONFIG, metadata: { name: 'going', finalizers: ['example.com/x'] } })),
  ...plain(
    'delete cm going --wait=false',
    'wait cm/going --for=delete --timeout=2s',
    'delete cm going --timeout=2s',
    'patch cm going --type=merge -p {"metadata":{"finalizers":null}}',
    'wait cm/going --for=delete --timeout=5s',
  ),
];

const CHANGES: readonly Command[] = [
  ...plain(
    'label canary podinfo team=a',
    'label canary podinfo team=a',
    'label canary podinfo team=b',
    'label canary podinfo team=b --overwrite',
    'label canary podinfo team-',
  ),
  ...plain(
    'annotate canary podinfo note=x',
    'annotate canary podinfo note-',
    'edit configmap settings',
    'get cm settings -o jsonpath={.data}',
    'edit canary podinfo',
    'get canary podinfo -o jsonpath={.metadata.annotations.note}',
    'edit canary podinfo',
    'edit canary nothing',
  ),
  ...plain(
    'set image deployment/podinfo podinfod=podinfo:2.0.0',
    'set image deployment/podinfo nothing=podinfo:2.0.0',
    'set env deployment/podinfo A=b',
    'set resources deployment/podinfo --limits=cpu=1',
  ),
  ...plain(
    'patch canary podinfo --type=merge -p {"spec":{"suspend":true}}',
    'patch canary podinfo --type=merge -p {"spec":{"suspend":true}}',
    'patch canary podinfo --type=json -p [{"op":"remove","path":"/spec/suspend"}]',
    'patch canary podinfo -p {"spec":{"suspend":true}}',
    'patch cm settings -p {"data":{"x":"y"}}',
  ),
  ...plain(
    'patch deployment podinfo -p {"spec":{"template":{"spec":{"containers":[{"name":"podinfod","env":[{"name":"C","value":"d"}]}]}}}}',
    'get deploy podinfo -o jsonpath={.spec.template.spec.containers}',
    'patch canary podinfo --type=merge -p {"spec":{"analysis":{"interval":5}}}',
    'patch canary podinfo --type=json -p [{"op":"test","path":"/spec/provider","value":"linkerd"}]',
    'patch canary podinfo --type=merge --dry-run=server -p {"spec":{"provider":"none"}}',
  ),
  ...plain(
    'scale canary podinfo --replicas=2',
    'label canaries --all team=c --overwrite',
    'get canaries -l team=c -o name',
    'annotate canary podinfo note=z --dry-run=server --overwrite',
  ),
  ...plain(
    `patch canary podinfo --subresource=status --type=merge -p ${STATUS}`,
    'get canary podinfo',
    'wait canary/podinfo --for=condition=promoted --timeout=2s',
    'wait canary/podinfo --for=jsonpath={.status.phase}=Progressing --timeout=2s',
    'wait canary/podinfo --for=condition=nothing --timeout=1s',
    'describe canary podinfo',
  ),
  ...plain(
    'scale deployment podinfo --replicas=0',
    'scale deployment podinfo --replicas=0 --current-replicas=3',
    'autoscale deployment nothing --max=3',
    'rollout pause deployment podinfo',
    'rollout resume deployment podinfo',
    'rollout restart deployment podinfo',
  ),
  ours(
    'patch deployment podinfo --subresource=status --type=merge -p {"status":{"observedGeneration":99,"conditions":[{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]}}',
  ),
  { args: 'rollout status deployment podinfo --timeout=5s' },
  ours(`patch pod alone --subresource=status --type=merge -p ${POD_STATUS}`),
  { args: 'get pods alone', isRepeated: true },
  { args: 'get all', isPart: true },
  ...plain(
    'get pods alone -o wide',
    'get pod alone -o jsonpath={.status.phase}',
    'wait pod/alone --for=condition=ready --timeout=5s',
    'get pods --field-selector=status.phase=Running -o name',
    'get pods --field-selector=spec.nodeName=node-1 -o name',
  ),
  applied(manifests(CONFIG), 'replace -f -'),
  applied(manifests(CONFIG), 'replace --force -f -'),
  applied(manifests({ ...SERVICE, spec: { ...SERVICE.spec, clusterIP: '10.96.200.200' } })),
  applied(manifests({ ...DEPLOYMENT, spec: { ...DEPLOYMENT.spec, selector: { matchLabels: { app: 'other' } } } })),
];

const SERVER_SIDE: readonly Command[] = [
  applied(
    manifests({ ...CONFIG, metadata: { name: 'by-server' }, data: { a: '1', b: '2' } }),
    'apply --server-side -f -',
  ),
  applied(manifests({ ...CONFIG, metadata: { name: 'by-server' }, data: { a: '1' } }), 'apply --server-side -f -'),
  ...plain(
    'get cm by-server -o yaml --show-managed-fields',
    'patch cm by-server -p {"data":{"z":"z"}}',
    'get cm by-server -o yaml --show-managed-fields',
    'get cm by-server -o jsonpath={.data}',
    'get cm by-server -o yaml --show-managed-fields=false',
  ),
  applied(
    manifests({ ...CONFIG, metadata: { name: 'by-server' }, data: { a: '2' } }),
    'apply --server-side --field-manager=other -f -',
  ),
  applied(
    manifests({ ...CONFIG, metadata: { name: 'by-server' }, data: { a: '2' } }),
    'apply --server-side --field-manager=other --force-conflicts -f -',
  ),
  applied(manifests(CANARY), 'apply --server-side -f -'),
  applied(manifests({ ...DEPLOYMENT, metadata: { name: 'by-server' } }), 'apply --server-side -f -'),
  applied(
    manifests({
      ...DEPLOYMENT,
      metadata: { name: 'by-server' },
      spec: {
        ...DEPLOYMENT.spec,
        template: { metadata: { labels }, spec: { containers: [{ name: 'podinfod', image: 'podinfo:3' }] } },
      },
    }),
    'apply --server-side -f -',
  ),
  ...plain('get deploy by-server -o jsonpath={.spec.template.spec.containers}'),
];

const REMOVALS = plain(
  'create deployment made --image=podinfo:1 --replicas=0',
  'delete deployment made',
  'delete canary podinfo --dry-run=client',
  'delete cm settings --dry-run=server',
  'delete cm settings',
  'delete cm settings',
  'delete cm settings --ignore-not-found',
  'delete canary podinfo --wait=true --timeout=5s',
  'delete canary podinfo',
  'delete pod alone --grace-period=0 --force',
  'delete deployment,svc podinfo exposed --ignore-not-found --cascade=background',
  'delete cm -l app=nothing',
  'delete secret --all',
  'delete ns kube-nothing',
);

/** Commands that need another server's own lines. */
const WIDE: readonly Command[] = [
  { args: 'api-resources', isPart: true },
  { args: 'api-resources --api-group=flagger.app' },
  { args: 'api-resources --namespaced=false -o name', isPart: true },
  { args: 'api-versions', isPart: true },
];

/** Everything that is tried with kubectl, in this order. */
export const COMMANDS: readonly Command[] = [
  ...WRITES,
  ...READS,
  ...WIDE,
  ...WATCHES,
  ...CHANGES,
  ...SERVER_SIDE,
  ...REMOVALS,
];
