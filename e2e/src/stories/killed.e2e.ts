import { beforeAll, describe, expect, it } from '@jest/globals';
import { endingOf, webhooksOf, type Ending } from './ending.ts';
import { aCanary, aDeployment, setImage } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';
import type { Fate, Write } from './proxy.ts';

const SIDE_BY_SIDE = 6;

/**
 * A whole rollout in a namespace of its own; the process is killed when the write of that number comes, and started
 * again.
 */
async function rollout(
  name: string,
  number: number,
  fate: Fate,
): Promise<{ readonly ending: Ending; readonly writes: number }> {
  const scene = await Scene.in(name);
  try {
    let restarted: Promise<void> = Promise.resolve();
    const onLost = (): void => {
      restarted = scene.kill().then(() => scene.start());
    };
    await scene.throughProxy({ fate: (write: Write) => (write.number === number ? fate : 'passes'), onLost });
    await scene.start();
    await scene.create(aDeployment('1.0.0'));
    await scene.create(aCanary({ analysis: { webhooks: webhooksOf(scene) } }));
    await scene.phase('Initialized', 'podinfo', 90);
    await setImage(scene, '1.1.0');
    await scene.phase('Succeeded', 'podinfo', 90);
    // a write that comes after the last status is worth waiting for, and so is the process that it kills
    await new Promise((resolve) => setTimeout(resolve, 500));
    await restarted;
    return { ending: await endingOf(scene), writes: scene.proxy?.writes ?? 0 };
  } finally {
    await scene.close();
  }
}

describe('the real process, killed before or after any write', () => {
  beforeAll(() => installCrds());

  it('ends the same: state, hooks by id, and events, none lost and none doubled', async () => {
    const undisturbed = await rollout('killed-never', 0, 'passes');
    expect(undisturbed.ending).toMatchObject({
      state: ['1.1.0', 2, 0, [100, 0]],
      calls: { 'pre-rollout': 1, rollout: 2, 'confirm-promotion': 1, 'post-rollout': 1 },
    });
    const kills = Array.from({ length: undisturbed.writes }, (_, i) => i + 1).flatMap((number) =>
      (['never arrives', 'is not answered'] as const).map((fate) => ({ number, fate })),
    );
    const wrong: unknown[] = [];
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (let kill = kills.shift(); kill; kill = kills.shift()) {
          const { number, fate } = kill;
          const found = await rollout(
            `killed-${number}-${fate === 'never arrives' ? 'before' : 'after'}`,
            number,
            fate,
          ).then(
            ({ ending }) => ending,
            (error: unknown) => String(error),
          );
          try {
            expect(found).toEqual(undisturbed.ending);
          } catch (difference) {
            wrong.push(
              `write ${number} ${fate}: ${difference instanceof Error ? difference.message : String(difference)}`,
            );
          }
        }
      }),
    );
    expect(wrong).toEqual([]);
  }, 1_200_000);
});
