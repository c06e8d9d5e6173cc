import { listOf, textOf, treeOf, type Tree } from '../../compare/values.ts';

/** What stays as the document has it, where times are cut. */
export interface Pace {
  /** Whether 500 ms are slow on this machine, too. */
  readonly isSlow500Ms?: true;
}

/** Nothing here is about how fast a machine is: where nothing new has come for so long, nothing will. */
export const PATIENCE_S = 400;

/** A loaded machine is no failure: longer than the longest bucket of what Istio measures. */
const PATIENT_MS = 20_000;

/** A Canary with a check every two seconds, in which an onlooker is asked, too; slow is what is so on a machine that does much at once. */
export function hurried(object: Tree, onlooker: Tree, { isSlow500Ms }: Pace): Tree {
  const spec = treeOf(object['spec']);
  const field = 'canaryAnalysis' in spec ? 'canaryAnalysis' : 'analysis';
  const analysis = treeOf(spec[field]);
  const metrics = listOf(analysis['metrics'])
    .map(treeOf)
    // values that are late are no failed check: the documents count these
    .map((metric) => ({ ...metric, interval: '10s', onNoData: 'hold', ...(isSlow500Ms ? {} : patience(metric)) }));
  const webhooks = listOf(analysis['webhooks']).map((hook) => ({ ...treeOf(hook), timeout: '30s' }));
  const changed = { ...analysis, interval: '2s', metrics, webhooks: [...webhooks, onlooker] };
  return { ...object, spec: { ...spec, [field]: changed } };
}

function patience({ name, threshold }: Tree): Tree {
  if (!textOf(name).includes('duration')) {
    return {};
  }
  return threshold === undefined ? { thresholdRange: { max: PATIENT_MS } } : { threshold: PATIENT_MS };
}
