import { treeOf, type Tree } from '../../compare/values.ts';
import type { Scene } from '../scene.ts';
import { PATIENCE_S } from './pace.ts';

/** Whether a canary with such a status has come so far. */
export type HasCome = (status: Tree) => boolean;

export const toWeight =
  (weight: number): HasCome =>
  ({ canaryWeight }) =>
    Number(canaryWeight) >= weight;

export const toIteration =
  (iteration: number): HasCome =>
  ({ iterations }) =>
    Number(iterations) >= iteration;

/** What a story is to do in a check. */
interface Turn {
  readonly canary: string;
  readonly hasCome: HasCome;
  readonly act: () => Promise<void>;
}

const PATH = '/onlooker/';

/**
 * Is asked in each check of a canary before its metrics are, and answers when there are values of it. So a story acts in
 * the middle of a run, and the check is judged afterwards only: no machine is too slow for it.
 */
export class Onlooker {
  private readonly turns: Turn[] = [];
  /** How often each canary has asked. */
  private readonly asked = new Map<string, number>();
  /** One after the other: a check that is asked anew waits for what its first asking began. */
  private line: Promise<void> = Promise.resolve();

  constructor(
    private readonly scene: Scene,
    private readonly hasValues: (canary: string) => Promise<boolean>,
  ) {
    scene.webhook = async (path) => {
      if (path.startsWith(PATH)) {
        const canary = path.slice(PATH.length);
        this.asked.set(canary, this.askedBy(canary) + 1);
        // who could not look now looks in the next check
        this.line = this.line.then(() => this.look(canary)).catch(() => undefined);
        await this.line;
      }
      return 200;
    };
  }

  /** The webhook by which a Canary asks. */
  hookOf(canary: string): Tree {
    return { name: 'onlooker', type: 'rollout', url: `${this.scene.receiver}${PATH}${canary}`, timeout: '5m' };
  }

  /**
   * Acts in the first check of a canary that has come so far, and gives what came of it. What is ordered first is done
   * first, in a check of its own.
   */
  inCheck<T>(canary: string, hasCome: HasCome, act: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let isDone = false;
    const done = (): boolean => (isDone = true);
    this.turns.push({ canary, hasCome, act: () => act().then(resolve, reject).finally(done) });
    this.whileAsked(canary, () => isDone).catch(reject);
    // whoever waits for it may have failed before
    promise.catch(() => undefined);
    return promise;
  }

  private askedBy(canary: string): number {
    return this.asked.get(canary) ?? 0;
  }

  /** Waits as long as the canary is checked at all. */
  private async whileAsked(canary: string, isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const before = this.askedBy(canary);
      const goesOn = async (): Promise<boolean> => isDone() || this.askedBy(canary) > before;
      await this.scene.until(goesOn, `${canary} is checked where it has come so far`, PATIENCE_S);
    }
  }

  private async look(canary: string): Promise<void> {
    await this.scene.until(() => this.hasValues(canary), `there are values of ${canary}`);
    const [turn] = this.turns;
    if (turn?.canary === canary && turn.hasCome(treeOf((await this.scene.canary(canary))['status']))) {
      this.turns.shift();
      await turn.act();
    }
  }
}
