import { BackgroundSender } from '@flagger/alerts';
import { metricsServerProblem } from '@flagger/checks';
import { Lives, Meshes, Queue, Rivals } from '@flagger/controller';
import type { Cluster } from '@flagger/kubernetes';
import { ContainerModule } from 'inversify';
import { electionOf } from '../election.ts';
import { Ownership } from '../ownership.ts';
import { Program } from '../program.ts';
import { Standby } from '../standby.ts';
import type { Telemetry } from '../telemetry.ts';
import { TOKEN } from '../tokens.ts';
import { Writing } from '../writing.ts';
import { madeOf } from './made-of.ts';

const { options, clock, log, telemetry, cluster, view, forget, checksOptions } = TOKEN;

/** The program that starts and stops the rest, and what it does until it is on us to act. */
export const program = new ContainerModule(({ bind }) => {
  bind(Standby).toResolvedValue(...standby);
  bind(Program).toResolvedValue(...whole);
});

const standby = madeOf(
  { cluster, view, forget, meshes: Meshes, lives: Lives },
  ({ cluster: seen, ...ports }) =>
    new Standby({ ...ports, canaries: seen.canaries, endTurn: (key) => seen.endTurn(key) }),
);

const whole = madeOf(
  {
    options,
    cluster,
    queue: Queue,
    rivals: Rivals,
    lives: Lives,
    forget,
    sender: BackgroundSender,
    telemetry,
    clock,
    log,
    writing: Writing,
    checks: checksOptions,
    waiting: Standby,
    ownership: Ownership,
  },
  ({ options: given, checks, waiting, ...ports }) =>
    new Program({
      ...ports,
      port: given.program.port,
      address: given.program.address,
      election: electionOf(given.cluster, { ...ports, ...ports.telemetry, standby: waiting, ...shardPorts(ports) }),
      metricsServerProblem: (signal) => metricsServerProblem(checks, signal),
    }),
);

/** What shards need of a program. */
function shardPorts({ cluster: seen, rivals, lives, forget: forgetSeen, telemetry: { listener } }: ShardedProgram) {
  return {
    takeOver: () => seen.takeOver(),
    keys: () => seen.canaries.keys(),
    isUnderWay: (key: string) => lives.isUnderWay(key),
    drop: (key: string): void => {
      lives.forget(key);
      forgetSeen(key);
      rivals.heard(key);
      // another replica shows its series from now on
      listener.gone?.(key);
    },
  };
}

interface ShardedProgram {
  readonly cluster: Cluster;
  readonly rivals: Rivals;
  readonly lives: Lives;
  readonly forget: (key: string) => void;
  readonly telemetry: Telemetry;
}
