import './need-node.ts';
import { collectWhenQuiet } from './collection.ts';
import { container } from './container.ts';
import { winstonLog } from './log.ts';
import { Program } from './program.ts';
import { isVerb, runVerb } from './verbs.ts';
import { VERSION } from './version.ts';
import { tellNotes, type Wish, wishOf } from './wish.ts';

/** What a stop may take at most before the process ends anyway, ms: Kubernetes waits for 30 s. */
const STOP_WITHIN_MS = 25_000;

if (isVerb(process.argv.slice(2))) {
  runVerb();
} else {
  await fulfil(wishOf(process.argv.slice(2), process.env));
}

async function fulfil(wish: Wish): Promise<void> {
  switch (wish.kind) {
    case 'print':
      process.stdout.write(wish.text);
      break;
    case 'refuse':
      process.stderr.write(`${wish.sentence}\n`);
      process.exitCode = wish.exitCode;
      break;
    case 'run':
      await run(wish);
      break;
  }
}

async function run({ options, notes }: Extract<Wish, { kind: 'run' }>): Promise<void> {
  const log = winstonLog(options.program.logLevel, process.stdout);
  log.info('Starting flagger', { version: VERSION, meshProvider: options.mesh.provider, node: process.version });
  tellNotes(notes, log);
  try {
    const program = container(options, log).get(Program);
    stopOn(['SIGTERM', 'SIGINT'], program);
    // who is not to write any more must not linger
    void program.lost.finally(() => process.exit(1));
    collectWhenQuiet();
    await program.start();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.error('Flagger cannot run', { error: message });
    process.stderr.write(`flagger: ${message}\n`);
    process.exit(1);
  }
}

function stopOn(signals: readonly NodeJS.Signals[], program: Program): void {
  for (const signal of signals) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      void program.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
