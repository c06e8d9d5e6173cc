import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { NODE_FLAGS } from '../node-flags.ts';
import { OPERATOR } from '../repository.ts';

export interface OperatorPlan {
  readonly kubeconfig: string;
  readonly metricsServer: string;
  readonly mesh: string;
  /** Where requests for hosts of the cluster go, such as those to webhooks: an HTTP proxy. */
  readonly proxy: string;
  readonly port: number;
  readonly log: string;
  /** As the operator's -settle-time. */
  readonly settle: string;
}

/** The operator, as a process of its own. */
export interface Operator {
  readonly pid: number;
  /** How to start another one by hand. */
  readonly command: string;
  /** Settles when the process ends, with how it ended, such as `SIGKILL` or `code 1`. */
  readonly ended: Promise<string>;
  /** Ends it, kindly at first. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** Starts the operator that `npm run build` made. Throws if there is none. */
export function startOperator(plan: OperatorPlan): Operator {
  if (!existsSync(OPERATOR)) {
    throw new Error(`there is no ${OPERATOR}: run npm run build`);
  }
  const args = argumentsOf(plan);
  const environment = { HTTP_PROXY: plan.proxy, NO_PROXY: '127.0.0.1,localhost' };
  const log = openSync(plan.log, 'a');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', log, log],
    env: { ...withoutProxies(process.env), ...environment },
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${String(code)}`));
    child.once('error', (error) => resolve(error.message));
  });
  return {
    pid: child.pid ?? 0,
    command: [
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      process.execPath,
      ...args,
    ].join(' '),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const argumentsOf = ({ kubeconfig, metricsServer, mesh, port, settle }: OperatorPlan): readonly string[] => [
  ...NODE_FLAGS,
  OPERATOR,
  `-mesh-provider=${mesh}`,
  `-metrics-server=${metricsServer}`,
  `-kubeconfig=${kubeconfig}`,
  `-port=${port}`,
  '-log-level=info',
  '-min-interval=2s',
  `-settle-time=${settle}`,
];

/** The environment without the proxies of whoever runs this: all that is asked is on this machine. */
function withoutProxies(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(https?|no|all)_proxy$/i.test(name)));
}
