import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { NODE_FLAGS } from '@flagger/sandbox';

/** What `npm run compare` was asked for; paths are absolute. */
export interface Options {
  readonly kubeconfig: string;
  /** Ids or beginnings of ids; empty means all. */
  readonly recordings: readonly string[];
  readonly folder: string;
  readonly parallel: number;
  readonly operator: string;
  /** A folder with the meshes' real CRDs. */
  readonly crds: string | undefined;
  readonly canaryCrds: string;
  readonly explained: string;
  readonly logs: string | undefined;
  readonly keeps: boolean;
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The root of the repository, and the folder that paths on the command line start from. */
  readonly root: string;
  readonly from: string;
}

/** Reads the command line. Throws with what is wrong and what is allowed. */
export function optionsOf(args: readonly string[], { environment, root, from }: Surroundings): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      recordings: { type: 'string' },
      parallel: { type: 'string', default: '8' },
      operator: { type: 'string' },
      crds: { type: 'string' },
      'canary-crd': { type: 'string' },
      explained: { type: 'string' },
      logs: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const given = (path: string | undefined, usual: string): string =>
    path === undefined ? resolve(root, usual) : resolve(from, path);
  const optional = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(from, path);
  return {
    kubeconfig: kubeconfigIn(environment, from),
    recordings: positionals,
    folder: given(values.recordings, 'e2e/recordings'),
    parallel: slots(values.parallel),
    operator:
      values.operator
      ?? `node ${NODE_FLAGS.join(' ')} ${resolve(root, 'packages/operator/dist/flagger.mjs')} {flags} -kubeconfig={kubeconfig} -port={port} -log-level=info`,
    crds: optional(values.crds),
    canaryCrds: given(values['canary-crd'], 'artifacts/flagger/crd.yaml'),
    explained: given(values.explained, 'e2e/explained.yaml'),
    logs: optional(values.logs),
    keeps: values.keep,
  };
}

/** The replay deletes namespaces and replaces CRDs, so it takes no cluster that was not named. */
function kubeconfigIn(environment: Surroundings['environment'], from: string): string {
  const path = environment['KUBECONFIG'];
  if (path === undefined || path === '') {
    throw new Error(
      'KUBECONFIG: found nothing, allowed is the kubeconfig of a cluster for tests (e2e/cluster/cluster up)',
    );
  }
  return resolve(from, path);
}

function slots(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`--parallel: found ${text}, allowed is a whole number from 1 on`);
  }
  return number;
}
