import { describe, expect, it } from '@jest/globals';
import { isJsonObject } from '@flagger/api';
import type { Finding } from './finding.ts';
import { operatorRights } from './rights.ts';

const OPERATOR = { namespace: 'istio-system', account: 'flagger', flags: new Map() };

/** What is found where a review is answered so; `allows` gets verb and resource. */
function found(allows: (verb: unknown, resource: unknown) => boolean): Promise<readonly Finding[]> {
  const create = async (_kind: string, _place: object, review: { spec: object }): Promise<object> => {
    const asked = Object.values(review.spec).find(isJsonObject) ?? {};
    return { ...review, status: { allowed: allows(asked['verb'], asked['resource']) } };
  };
  return operatorRights({ cluster: { create } } as never, [OPERATOR as never]);
}

describe('rights that the account of an operator lacks', () => {
  it('are told by resource, each with its verbs', async () => {
    const says = (await found((verb, resource) => resource !== 'secrets' && verb !== 'list')).map((each) => each.says);
    expect(says).toContain('system:serviceaccount:istio-system:flagger lacks list of canaries.flagger.app');
    expect(says.filter((text) => text.includes('secrets'))).toEqual([
      expect.stringMatching(/ lacks get, list, watch, .*of secrets$/),
    ]);
  });

  it('are told once where it has none: the binding names another one', async () => {
    expect(await found(() => false)).toEqual([
      expect.objectContaining({
        code: 'CHK031',
        level: 'error',
        says: expect.stringMatching(/has none of the \d+ rights/),
        remedy: expect.stringContaining('Does the ClusterRoleBinding name this account?'),
      }),
    ]);
  });

  it('are none where it has all', async () => {
    expect(await found(() => true)).toMatchObject([{ code: 'CHK031', level: 'ok' }]);
  });
});
