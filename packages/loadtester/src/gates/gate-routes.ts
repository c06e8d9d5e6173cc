import type { Log } from '@flagger/api';
import { type Asked, FORBIDDEN, json, plain, type Reply } from '../api/exchange.ts';
import { canaryOf, type Payload } from '../api/payload.ts';
import type { GateName, Gates, Hand } from './gates.ts';

/** What is wanted of which gate of whoever calls. */
export interface GateRoute {
  readonly kind: GateName['kind'];
  readonly verb: 'check' | 'open' | 'close';
  /** Empty: the gate that all hooks of a canary share. */
  readonly gate: string;
}

/** As Kubernetes takes them. */
const LONGEST_NAME = 253;
const [LONGEST_WHO, LONGEST_WHY] = [100, 200];

/** What gates are served with. */
export interface GatePorts {
  readonly gates: Gates;
  readonly log: Log;
  /** Whether gates close after each rollout where a payload says nothing of it. */
  readonly isOnce: boolean;
}

const PATH = /^\/(?:gate\/(check|open|close)(?:\/([A-Za-z0-9][A-Za-z0-9-]{0,62}))?|rollback\/(check|open|close))$/;

/** What a path asks of a gate; undefined for any other path, those that end in a slash among them. */
export function gateRoute(path: string): GateRoute | undefined {
  const [, ofGate, gate = '', ofRollback] = PATH.exec(path) ?? [];
  const verb = verbIn(ofGate ?? ofRollback);
  return verb && { kind: ofGate === undefined ? 'rollback' : 'gate', verb, gate };
}

const verbIn = (text: string | undefined): GateRoute['verb'] | undefined =>
  (['check', 'open', 'close'] as const).find((verb) => verb === text);

/** Asks, opens or closes; a gate that cannot be read says so, and lets nobody through. */
export async function gateReply(route: GateRoute, payload: Payload, { asked, ports }: Within): Promise<Reply> {
  const gate: GateName = { kind: route.kind, name: payload.name, namespace: payload.namespace, gate: route.gate };
  const about = { canary: canaryOf(payload), kind: route.kind, ...(route.gate !== '' && { gate: route.gate }) };
  const { gates, log } = ports;
  const isOnce = isOnceFor(payload, ports);
  if (payload.name.length > LONGEST_NAME || payload.namespace.length > LONGEST_NAME) {
    return plain(400, `name and namespace: at most ${LONGEST_NAME} characters each`);
  }
  if (route.verb === 'check') {
    const isOpen = await gates.isOpen(gate, { checksum: cut(payload.checksum, LONGEST_WHO), isOnce });
    log.info('gate checked', { ...about, approved: isOpen });
    return isOpen ? plain(200, 'Approved') : FORBIDDEN;
  }
  const hand = handOf(payload, asked);
  const closed = await (route.verb === 'open' ? gates.open(gate, { ...hand, isOnce }) : gates.close(gate, hand));
  log.info(route.verb === 'open' ? 'gate opened' : 'gate closed', { ...about, by: hand.by });
  closed.forEach((other) => log.warn('gate closed: there is no room for more gates', { gate: other }));
  return plain(202);
}

/** What a reply to one request needs. */
export interface Within {
  readonly asked: Asked;
  readonly ports: GatePorts;
}

/** Every gate that was touched, with who and when. */
export async function gatesReply(gates: Gates, isServed: (namespace: string) => boolean): Promise<Reply> {
  const known = await gates.list();
  return json(known.filter(({ namespace }) => isServed(namespace)));
}

function isOnceFor({ metadata }: Payload, { isOnce }: GatePorts): boolean {
  const asked = metadata.get('closeAfterRollout');
  return asked === undefined ? isOnce : asked === 'true';
}

/** Who it says it is, else where it calls from. */
function handOf({ metadata }: Payload, { from }: Asked): Hand {
  const why = metadata.get('why');
  return {
    by: cut(metadata.get('who') || from, LONGEST_WHO),
    ...(why !== undefined && { why: cut(why, LONGEST_WHY) }),
  };
}

/** All gates share one ConfigMap, which takes 1 MiB. */
const cut = (text: string, characters: number): string => text.slice(0, characters);
