import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { textOf, treeOf, valueAt } from '../../compare/values.ts';
import { auditLog } from '../../permissions/audit-log.ts';
import { WAYS } from './looks.ts';
import type { Trial } from './trial.ts';

/** In one line what a story cost its users, and how long the Envoys took to get what the operator wrote. */
export async function told({ scene, load, looks }: Trial): Promise<string> {
  const writes = await writesIn(scene.namespace);
  // the first of each way is no change: its Envoy had it before anybody looked
  const changes = WAYS.flatMap((way) => looks.spells.filter((each) => each.way === way).slice(1));
  const taken = changes
    .flatMap(({ updated }) => {
      const write = writes.findLast((time) => time <= updated);
      return write === undefined ? [] : [updated - write];
    })
    .toSorted((one, other) => one - other);
  const [least, median, most] = [taken[0], taken[Math.floor(taken.length / 2)], taken.at(-1)];
  const kinds = Object.entries(Object.groupBy(load.failed, ({ status, version }) => `${status} of ${version}`));
  const failed = kinds.map(([kind, some = []]) => `${some.length} x ${kind}`).join(', ');
  return (
    `${scene.namespace}: ${load.answers.length} requests, failed: ${failed || 'none'}; `
    + `the Envoys had ${taken.length} changes after ${least} / ${median} / ${most} ms`
  );
}

/** When the API server got the operator's writes of routes. */
async function writesIn(namespace: string): Promise<readonly number[]> {
  const times: number[] = [];
  for await (const line of createInterface({ input: createReadStream(auditLog()) })) {
    const entry = /"resource":"(virtualservices|httproutes)"/.test(line) ? treeOf(JSON.parse(line)) : {};
    const { namespace: of, subresource } = treeOf(entry['objectRef']);
    const isWrite = ['create', 'update', 'patch'].includes(textOf(entry['verb']));
    if (isWrite && of === namespace && subresource === undefined && valueAt(entry, 'responseStatus', 'code') !== 409) {
      times.push(Date.parse(textOf(entry['requestReceivedTimestamp'])));
    }
  }
  return times;
}
