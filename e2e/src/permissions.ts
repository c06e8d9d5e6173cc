// Compares what operators asked of the control plane since it came up, in all stories and comparisons, with what
// artifacts/flagger/account.yaml grants. Run it last.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { textOf, type Tree } from './compare/values.ts';
import { auditLog, requestsIn } from './permissions/audit-log.ts';
import { grantsIn, manifestsIn } from './permissions/grants.ts';
import { verdictOf, type Reason } from './permissions/verdict.ts';

const ACCOUNT = resolve(import.meta.dirname, '../../artifacts/flagger/account.yaml');

// What is granted and that no story or recording needs, each with its reason.
const UNUSED: readonly Reason[] = [
  [
    /^get /,
    'what is watched is read by name where a cluster refuses the watch, or where the watch has yet to bring it',
  ],
  [
    / (\*\.external\.metrics\.k8s\.io|(keptnmetrics|analyses)\.metrics\.keptn\.sh)$/,
    'no metrics server of these is in this cluster',
  ],
  [/^update scaledobjects\.keda\.sh$/, 'only where that of a target changed before it was promoted'],
  [/^patch leases\./, 'only replicas that share canaries hold one together'],
  [/^update canaries\/finalizers\.flagger\.app$/, 'asked by an admission plugin that this cluster has not'],
  [
    /^patch (destinationrules\.|virtualnodes\.appmesh|upstreams\.gloo)/,
    'only where somebody edited one, or another port or backend is wanted',
  ],
];

const isOperator = ({ userAgent }: Tree): boolean => /^flagger-ts\/\d/.test(textOf(userAgent));

if (!existsSync(auditLog())) {
  console.error(`there is no ${auditLog()}: it takes a cluster of e2e/cluster/cluster, and its KUBECONFIG`);
  process.exit(2);
}
const asked = await requestsIn(auditLog(), isOperator);
const { refused, notGranted, unused, used } = verdictOf(asked, grantsIn(manifestsIn(ACCOUNT)), UNUSED);
for (const [what, list] of Object.entries({ refused, 'not granted': notGranted, 'granted, but never used': unused })) {
  list.forEach((each) => console.log(`${what}: ${each}`));
}
const wrong = refused.length + notGranted.length + unused.length;
console.log(`${asked.length} requests by operators; of grants ${used.length} passed, ${wrong} failed`);
process.exitCode = wrong > 0 || asked.length === 0 ? 1 : 0;
