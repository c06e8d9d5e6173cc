import { readArguments, USAGE, type Arguments } from './arguments.ts';
import { playFleet } from './fleet/fleet-play.ts';
import { killing } from './killing.ts';
import { meshOf, play } from './play.ts';
import { failed, speed, table } from './report.ts';
import { sideBySide } from './side-by-side.ts';

const write = (text: string): boolean => process.stdout.write(`${text}\n`);

/** How many stories of those that failed are told in full. */
const TOLD = 3;

/** Tells one story; gives the number of failures. */
async function tellOne(seed: number, { mesh, isFleet }: Pick<Arguments, 'mesh' | 'isFleet'>): Promise<number> {
  const { story, violation } = isFleet
    ? await playFleet({ seed, isTold: true })
    : await play({ seed, mesh: mesh ?? meshOf(seed), isTold: true });
  write(story.join('\n'));
  return violation ? 1 : 0;
}

async function playMany(wanted: Arguments): Promise<number> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  let told = began;
  const played = await sideBySide({
    ...wanted,
    onProgress: ({ stories, failures }) => {
      if (performance.now() - told < 15_000) {
        return;
      }
      told = performance.now();
      write(`${stories} of ${wanted.seeds} stories, ${failures.length} failed`);
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  for (const { seed, isFleet } of [...new Map(played.failures.map((each) => [each.invariant, each])).values()].slice(
    0,
    TOLD,
  )) {
    write(
      `\nnpm run simulate -- --seed ${seed}${isFleet ? ' --shards' : wanted.mesh ? ` --provider ${wanted.mesh.name}` : ''}`,
    );
    await tellOne(seed, { ...wanted, isFleet });
  }
  write(`\n${table(played.counts)}\n`);
  if (played.failures.length > 0) {
    write(failed(played.failures));
  }
  write(speed(played, { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }));
  return tellEnd(played.stories, played.failures.length);
}

async function mutations(): Promise<number> {
  const kills = await killing((kill) =>
    write(
      `  ${kill.isKilled ? `killed by seed ${kill.seed}`.padEnd(22) : 'SURVIVED'.padEnd(22)} ${kill.mutation}  (${kill.invariant})`,
    ),
  );
  const survived = kills.filter(({ isKilled }) => !isKilled).length;
  return tellEnd(kills.length, survived);
}

/** The last line, and the exit code. */
function tellEnd(all: number, failures: number): number {
  write(`${all - failures} passed, ${failures} failed`);
  return failures > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.mutations) {
    return mutations();
  }
  return wanted.seed === undefined ? playMany(wanted) : tellEnd(1, await tellOne(wanted.seed, wanted));
}

process.exitCode = await main().catch((error: unknown) => {
  write(error instanceof Error ? `${error.message}\n${USAGE}` : String(error));
  return 2;
});
