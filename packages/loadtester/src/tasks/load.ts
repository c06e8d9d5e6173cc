import { generate } from '../load/generate.ts';
import type { LoadHeard } from '../load/load-metrics.ts';
import { type LoadOrder, loadOrder } from '../load/load-order.ts';
import type { LoadPlan } from '../load/plan.ts';
import type { Time } from '../time.ts';
import { isTrue, type Order, type Outcome, type TaskKind } from './task.ts';

/** What loads are made with. */
export interface LoadTaskPorts {
  readonly time: Time;
  readonly onSample: LoadHeard;
}

/** A load from this process; whose caller waits if it says so, and else is told at its next call if it failed. */
export const http =
  (ports: LoadTaskPorts): TaskKind =>
  (order) => {
    const load = loadOrder(order.metadata);
    if (typeof load === 'string') {
      return { refusal: load };
    }
    const asked = [...order.metadata].filter(([name]) => name !== 'type' && name !== 'headers' && name !== 'body');
    return {
      type: order.type,
      canary: order.canary,
      command: asked.map(([name, value]) => `${name}=${value}`).join(' '),
      // what the load of one release found is not held against the next one
      key: JSON.stringify([order.canary, order.checksum, [...order.metadata].sort()]),
      isAwaited: isTrue(order.metadata.get('wait')),
      returnsOutput: isTrue(order.metadata.get('returnCmdOutput')),
      tellsFailure: load.maxErrorPercent !== undefined,
      run: (signal) => loaded(load, { order, ports, signal }),
    };
  };

/** What a load is run for and with. */
export interface Loading {
  readonly order: Pick<Order, 'name' | 'namespace'>;
  readonly ports: LoadTaskPorts;
  readonly signal: AbortSignal;
}

/** Runs a load and holds it against its error budget. */
export async function loaded(load: LoadOrder, { order, ports, signal }: Loading): Promise<Outcome> {
  const { time, onSample } = ports;
  const { plan, maxErrorPercent } = load;
  const report = await generate(plan, { time, signal, onSample: (sample) => onSample(order, sample) });
  const output = report.text();
  const about = `load test of ${hostOf(plan)} failed: `;
  if (signal.aborted) {
    return { isOk: false, output, failure: `${about}it was ended early: ${output}` };
  }
  return maxErrorPercent !== undefined && report.errorPercent > maxErrorPercent
    ? {
        isOk: false,
        output,
        failure: `${about}${report.errorPercent.toFixed(2)} % of errors, ${maxErrorPercent} % allowed: ${output}`,
      }
    : { isOk: true, output };
}

/** Without what may be secret in an address. */
const hostOf = ({ url }: LoadPlan): string => new URL(url).host;
