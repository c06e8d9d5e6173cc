import { expect, it } from '@jest/globals';
import { describeWith, refusal, rendered } from '../tools.ts';

describeWith('helm', 'charts/loadtester', () => {
  it('refuses several replicas that would not agree about gates', () => {
    expect(refusal({ chart: 'loadtester', values: { replicaCount: 2 } })).toContain('replicaCount: found more than 1');
  });

  it("is selected by Flagger's label alone, which no upgrade could change", () => {
    const deployment = rendered({ chart: 'loadtester' }).find(({ kind }) => kind === 'Deployment');
    expect(deployment).toMatchObject({ spec: { selector: { matchLabels: { app: 'loadtester' } } } });
  });
});
