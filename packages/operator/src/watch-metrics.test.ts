import { describe, expect, it } from '@jest/globals';
import { textOf } from '../test/page-text.ts';
import { telemetry } from './telemetry.ts';

describe('the metrics of watches', () => {
  it('say how old what is known of each kind may be, where it is watched several times by the oldest', async () => {
    const { page, show } = telemetry('istio');
    let watches = [
      { kind: 'Deployment.apps', seconds: 70 },
      { kind: 'Canary.flagger.app', seconds: 1.5 },
      { kind: 'Deployment.apps', seconds: 3 },
    ];
    show(() => watches);
    const ages = async () =>
      (await textOf(page.pieces())).split('\n').filter((line) => line.startsWith('flagger_watch_age'));
    expect((await ages()).sort()).toEqual([
      'flagger_watch_age_seconds{kind="Canary.flagger.app"} 1.5',
      'flagger_watch_age_seconds{kind="Deployment.apps"} 70',
    ]);
    watches = watches.slice(1, 2);
    expect(await ages()).toEqual(['flagger_watch_age_seconds{kind="Canary.flagger.app"} 1.5']);
  });
});
