import { setTimeout as pause } from 'node:timers/promises';
import { asJson, numberAt, stringAt } from '../json.ts';
import { NAMESPACE } from './calls.ts';
import type { Side } from './side.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const TRIES = 100;
const EVERY_MS = 200;

/** Throws where the namespace that is worked in is there already: it may be somebody's. */
export async function checkUnused(side: Side): Promise<void> {
  const found = await side.request({ method: 'GET', path: `/api/v1/namespaces/${NAMESPACE}` });
  if (numberAt(found, 'status') !== 404) {
    throw new Error(
      `the cluster cannot be used: it must answer, and have no namespace ${NAMESPACE} (the answer was ${numberAt(found, 'status') ?? 'none'})`,
    );
  }
}

/** Makes a server ready: the CRDs, and an empty namespace to work in. */
export async function prepare(side: Side, crds: readonly unknown[]): Promise<void> {
  for (const crd of crds) {
    await side.request({ method: 'POST', path: DEFINITIONS, body: asJson(crd) });
  }
  await tidy(side);
  await side.request({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  });
  await until(
    async () =>
      numberAt(
        await side.request({ method: 'GET', path: `/api/v1/namespaces/${NAMESPACE}/configmaps/kube-root-ca.crt` }),
        'status',
      ) === 200,
  );
  for (const crd of crds) {
    const path = `/apis/${stringAt(asJson(crd), 'spec', 'group') ?? ''}/${stringAt(asJson(crd), 'spec', 'versions', 0, 'name') ?? ''}/${stringAt(asJson(crd), 'spec', 'names', 'plural') ?? ''}`;
    await until(async () => numberAt(await side.request({ method: 'GET', path }), 'status') === 200);
  }
}

/** Takes away the namespace that was worked in. */
export async function tidy(side: Side): Promise<void> {
  const path = `/api/v1/namespaces/${NAMESPACE}`;
  await side.request({ method: 'DELETE', path });
  await until(async () => numberAt(await side.request({ method: 'GET', path }), 'status') === 404);
}

/** Waits until something is so. Throws if it never is. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await isSo()) {
      return;
    }
    await pause(EVERY_MS);
  }
  throw new Error('what was waited for did not come');
}
