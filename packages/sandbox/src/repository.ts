import { join, resolve } from 'node:path';

// All that the sandbox reads outside of its own folder: what people install, and the operator as it was built.

const ROOT = resolve(import.meta.dirname, '../../..');

/** The definition of the Canary, as YAML. */
export const CANARY_CRD = join(ROOT, 'artifacts/flagger/crd.yaml');

/** The folder of the manifests that `npm start` applies. */
export const EXAMPLES = join(ROOT, 'artifacts/examples');

/** The folder of Istio's sample, whose releases the story `bookinfo` tells. */
export const BOOKINFO = join(ROOT, 'artifacts/bookinfo');

/** The operator that `npm run build` makes. */
export const OPERATOR = join(ROOT, 'packages/operator/dist/flagger.mjs');
