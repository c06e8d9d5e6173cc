import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLog } from '../file-log.ts';
import { freePort } from '../free-port.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { HELP, storyOptions, type StoryOptions } from './arguments.ts';
import { type Colours, colours } from './colours.ts';
import { type Operator, startOperator } from './operator.ts';
import { PlainLines, Terminal } from './screen.ts';
import { stamp, Story } from './story.ts';
import { suggestions, summary } from './summary.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = storyOptions(args, process.env);
    if (options === 'help') {
      process.stdout.write(HELP);
      return 0;
    }
    return await told(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Everything that is started here is stopped here, however it ends. */
async function told(options: StoryOptions): Promise<number> {
  const interruption = interrupted();
  const folder = mkdtempSync(join(tmpdir(), 'flagger-'));
  const log = fileLog(join(folder, 'sandbox.log'));
  const sandbox = await startSandbox({ mesh: options.mesh, log });
  try {
    const isWell = await playedIn({ folder, sandbox, options, log, signal: interruption });
    if (isWell || interruption.aborted) {
      rmSync(folder, { recursive: true, force: true });
    } else {
      process.stderr.write(`What was logged is in ${folder}\n`);
    }
    return isWell ? 0 : interruption.aborted ? 130 : 1;
  } finally {
    await sandbox.stop();
  }
}

interface Stage {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly options: StoryOptions;
  readonly log: ReturnType<typeof fileLog>;
  readonly signal: AbortSignal;
}

/** Whether the story went as it should. */
async function playedIn({ folder, sandbox, options, log, signal }: Stage): Promise<boolean> {
  const { kubeconfig, port, operator } = await operatorFor({ folder, sandbox, options });
  const over = new AbortController();
  const startedAt = performance.now();
  const paint = colours(options.isColoured && process.stdout.isTTY);
  const screen = screenSince(startedAt);
  const story = new Story({
    startedAt,
    sandbox,
    operator,
    port,
    options,
    screen,
    paint,
    log,
    signal: AbortSignal.any([signal, over.signal]),
  });
  const say = (lines: readonly string[]): void => lines.forEach((line) => screen.say(line));
  try {
    say(opening({ ...options, kubeconfig, pid: operator.pid }, paint));
    const outcomes = await story.run();
    const told = { seconds: story.seconds, outcomes, tally: story.tally(), stays: story.stays() };
    say([...summary(told, paint), ...suggestions(options.name)]);
    if (options.isKept) {
      await keep({ say, kubeconfig, metricsServer: sandbox.metricsServer, signal });
    }
    return true;
  } catch (error) {
    screen.say(
      signal.aborted
        ? 'Interrupted: everything that was started here is being stopped.'
        : paint.red(error instanceof Error ? error.message : String(error)),
    );
    return false;
  } finally {
    over.abort();
    await operator.stop();
  }
}

interface Started {
  readonly kubeconfig: string;
  readonly port: number;
  readonly operator: Operator;
}

async function operatorFor({
  folder,
  sandbox,
  options,
}: Pick<Stage, 'folder' | 'sandbox' | 'options'>): Promise<Started> {
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  const port = await freePort();
  const operator = startOperator({
    kubeconfig,
    port,
    metricsServer: sandbox.metricsServer,
    mesh: options.mesh,
    proxy: sandbox.mesh.url,
    log: join(folder, 'operator.log'),
    settle: options.scenario.pace.settle,
  });
  return { kubeconfig, port, operator };
}

function opening(
  {
    mesh,
    stage,
    kubeconfig,
    pid,
  }: Pick<StoryOptions, 'mesh' | 'stage'> & { readonly kubeconfig: string; readonly pid: number },
  paint: Colours,
): readonly string[] {
  return [
    `${paint.bold('Flagger in a sandbox')}: ${stage.workload} on ${mesh}. The cluster is in process ${process.pid}, the operator is process ${pid}.`,
    `  export KUBECONFIG=${kubeconfig}`,
    '',
  ];
}

function screenSince(startedAt: number): Terminal | PlainLines {
  const isTerminal = process.stdout.isTTY && process.env['TERM'] !== 'dumb';
  return isTerminal ? new Terminal(process.stdout) : new PlainLines(process.stdout, () => stamp(startedAt));
}

async function keep({
  say,
  kubeconfig,
  metricsServer,
  signal,
}: {
  readonly say: (lines: readonly string[]) => void;
  readonly kubeconfig: string;
  readonly metricsServer: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  say([
    '',
    'The cluster and the operator go on until Ctrl-C:',
    `  export KUBECONFIG=${kubeconfig}`,
    '  kubectl get canaries -A -w',
    `Prometheus answers at ${metricsServer}`,
  ]);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Aborts with the first Ctrl-C or SIGTERM; a second one ends this process at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        process.exit(130);
      }
      controller.abort();
    });
  }
  return controller.signal;
}
