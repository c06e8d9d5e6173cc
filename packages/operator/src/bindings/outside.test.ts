import { expect, it } from '@jest/globals';
import { Claims } from '@flagger/kubernetes';
import { container } from '../container.ts';
import { TOKEN } from '../tokens.ts';
import { wishOf } from '../wish.ts';

const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

it('a canary that is forgotten claims no pods any more', () => {
  const wish = wishOf(['-master=http://127.0.0.1:1'], {});
  if (wish.kind !== 'run') {
    throw new Error('the operator does not start');
  }
  const made = container(wish.options, LOG);
  const claims = made.get(Claims);
  const claim = { target: 'podinfo', selects: [], carries: ['app=podinfo'], hasPrimary: true, createdAt: '' };
  claims.claim('test/podinfo', { ...claim, kind: 'Deployment' });
  made.get(TOKEN.forget)('test/podinfo');
  expect(claims.size).toBe(0);
});
