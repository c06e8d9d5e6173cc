import './need-node.ts';
import { clusterReview, type Review } from './api/token-review.ts';
import { clusterConfigMap } from './gates/config-map.ts';
import { ConfigMapShelf } from './gates/config-map-shelf.ts';
import type { Gates } from './gates/gates.ts';
import { KeptGates } from './gates/kept-gates.ts';
import { thisMachine } from './machine.ts';
import { winstonLog } from './program/log.ts';
import { type Options, wishOf } from './program/options.ts';
import { start } from './program/program.ts';
import { VERSION } from './program/version.ts';

const wish = wishOf(process.argv.slice(2));
switch (wish.kind) {
  case 'print':
    process.stdout.write(wish.text);
    break;
  case 'refuse':
    process.stderr.write(`${wish.sentence}\n`);
    process.exitCode = 2;
    break;
  case 'run':
    await run(wish);
    break;
}

async function run({ options }: Extract<typeof wish, { kind: 'run' }>): Promise<void> {
  const log = winstonLog(options.logLevel, process.stdout, () => thisMachine.now());
  log.info('Starting load tester', { version: VERSION, node: process.version });
  try {
    const gates = gatesOf(options);
    const running = await start(options, {
      time: thisMachine,
      environment: process.env,
      log,
      gates,
      review: reviewOf(options),
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info('Shutting down');
        void running.stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    }
  } catch (error) {
    log.error('The load tester cannot run', { error });
    process.exitCode = 1;
  }
}

/** Undefined: in memory. */
function gatesOf({ gatesConfigMap, kubeconfig }: Options): Gates | undefined {
  const where = { kubeconfig, environment: process.env, version: VERSION };
  return (
    gatesConfigMap && new KeptGates(new ConfigMapShelf(clusterConfigMap({ ...gatesConfigMap, ...where })), thisMachine)
  );
}

/** Undefined: nobody is looked up. */
function reviewOf({ users, kubeconfig }: Options): Review | undefined {
  return users.length === 0 ? undefined : clusterReview({ kubeconfig, environment: process.env, version: VERSION });
}
