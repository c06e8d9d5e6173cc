import type { Log } from '@flagger/api';
import { gateReply, gateRoute, gatesReply, type GatePorts, type GateRoute } from '../gates/gate-routes.ts';
import type { TaskRoutes } from '../tasks/task-routes.ts';
import { redirect } from './clean-path.ts';
import { type Asked, FORBIDDEN, plain, type Reply, UNREADABLE } from './exchange.ts';
import type { NamespaceRule } from './namespaces.ts';
import { type Payload, parsePayload } from './payload.ts';
import type { Admission } from './token.ts';

/** All that the paths lead to. */
export interface RoutePorts {
  readonly gates: GatePorts;
  readonly tasks: TaskRoutes;
  readonly metrics: () => Promise<Reply>;
  readonly isServed: NamespaceRule;
  readonly admits: Admission;
  readonly log: Log;
}

/** Answers every path, whatever the method; one that nobody knows is a task. */
export const routes =
  (ports: RoutePorts) =>
  async (asked: Asked): Promise<Reply> => {
    const open = redirect(asked) ?? (await openReply(asked.path, ports));
    if (open !== undefined) {
      return open;
    }
    if (!(await ports.admits(asked.headers))) {
      ports.log.warn('caller without a token that is known', { path: asked.path, from: asked.from });
      return plain(401, 'Unauthorized');
    }
    return (await lookReply(asked, ports)) ?? hookReply(asked, ports);
  };

/** What is answered to everybody: probes and scrapes bring no token. */
async function openReply(path: string, { metrics }: RoutePorts): Promise<Reply | undefined> {
  switch (path) {
    case '/healthz':
      return plain(200, 'OK');
    case '/metrics':
      return metrics();
    default:
      return undefined;
  }
}

/** What needs no body. */
async function lookReply({ path, method }: Asked, ports: RoutePorts): Promise<Reply | undefined> {
  switch (path) {
    case '/gate/approve':
      return plain(200, 'OK');
    case '/gate/halt':
      return FORBIDDEN;
    case '/gates':
      return method === 'GET' ? gatesReply(ports.gates.gates, ports.isServed) : undefined;
    case '/tasks':
      return method === 'GET' ? ports.tasks.list(ports.isServed) : undefined;
    default:
      return undefined;
  }
}

async function hookReply(asked: Asked, ports: RoutePorts): Promise<Reply> {
  const payload = parsePayload(asked.body);
  if (payload === undefined) {
    ports.log.error('decoding the request body failed', { path: asked.path });
    return UNREADABLE;
  }
  if (!ports.isServed(payload.namespace)) {
    ports.log.warn('namespace is not served', { canary: payload.name, namespace: payload.namespace });
    return FORBIDDEN;
  }
  return hooked({ asked, payload, route: gateRoute(asked.path) }, ports);
}

interface Hooked {
  readonly asked: Asked;
  readonly payload: Payload;
  readonly route: GateRoute | undefined;
}

async function hooked({ asked, payload, route }: Hooked, ports: RoutePorts): Promise<Reply> {
  try {
    // a person may open the next rollout's gate with what the last one sent
    if (isOver(payload) && route?.verb !== 'open') {
      await ports.gates.gates.endRollout(payload);
    }
    if (route !== undefined) {
      return await gateReply(route, payload, { asked, ports: ports.gates });
    }
  } catch (error) {
    ports.log.error('gates cannot be reached', { canary: payload.name, error });
    return plain(503, 'gates cannot be reached');
  }
  return ports.tasks.run(payload, asked);
}

const isOver = ({ phase }: Payload): boolean => phase === 'Succeeded' || phase === 'Failed';
