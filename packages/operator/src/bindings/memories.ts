import { CheckSession, Life, Lives } from '@flagger/controller';
import { ContainerModule } from 'inversify';
import { TOKEN } from '../tokens.ts';
import { Ownership } from '../ownership.ts';
import { Wakes } from '../wakes.ts';
import { Writing } from '../writing.ts';
import { all, madeOf } from './made-of.ts';

/** What lasts longer than a turn. */
export const memories = new ContainerModule(({ bind }) => {
  bind(Wakes).toResolvedValue(() => new Wakes());
  bind(Ownership).toResolvedValue(() => new Ownership());
  bind(Writing).toResolvedValue(() => new Writing());
  bind(Lives).toResolvedValue(
    ...madeOf(
      {
        checks: TOKEN.checks,
        clock: TOKEN.clock,
        chance: TOKEN.chance,
        log: TOKEN.log,
        listeners: all(TOKEN.listener),
        wakes: Wakes,
      },
      ({ wakes, ...ports }) => {
        const asking = { ...ports, wake: (key: string) => wakes.wake(key) };
        return new Lives((key) => new Life({ session: new CheckSession(key, asking) }));
      },
    ),
  );
});
