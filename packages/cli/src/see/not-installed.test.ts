import { describe, expect, it } from '@jest/globals';
import { house } from '../../test/house.ts';

const bare = house([]);

describe('a cluster where nothing is installed', () => {
  it.each(['get', 'get -A', 'get podinfo', 'why podinfo', 'promote podinfo'])('is told by %s', async (line) => {
    const { code, out, told } = await bare.type(line);
    expect([code, out]).toEqual([1, '']);
    expect(told).toContain('the cluster does not serve canaries.flagger.app');
  });

  it('fails a check, with what to do', async () => {
    const { code, out } = await bare.type('check');
    expect(code).toBe(1);
    expect(out).toContain(
      '✘ CHK010 the kind canaries.flagger.app is not served in v1beta1\n    Apply artifacts/flagger/crd.yaml.',
    );
  });
});
