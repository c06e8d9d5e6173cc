import { fieldsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning } from './finding.ts';

const OLDEST_MINOR = 25;

/** Whether the API server answers, and is young enough. */
export async function serverVersion({ cluster }: Asked): Promise<readonly Finding[]> {
  const { gitVersion, minor } = fieldsOf(await cluster.read('/version'));
  const version = textOf(gitVersion) ?? 'an unknown version';
  const found = Number.parseInt(textOf(minor) ?? '', 10);
  return [
    found < OLDEST_MINOR
      ? warning('CHK001', `the API server is ${version}`, `Nobody tests it with less than 1.${OLDEST_MINOR}.`)
      : ok('CHK001', `the API server answers: ${version}`),
  ];
}
