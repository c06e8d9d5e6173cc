import { EXIT, Ended } from '../exit.ts';
import type { Io, Reply } from '../io.ts';
import { type Gate, gateIn, type Gates } from './gate.ts';

/** The gates of a load tester by its HTTP. A token is the password in the address. */
export function httpGates(io: Io, url: string): Gates {
  if (!URL.canParse(url)) {
    throw new Ended(
      EXIT.usage,
      `--url: found ${JSON.stringify(url)}, allowed is an address such as http://localhost:8080`,
    );
  }
  const ask = async (path: string, request: Parameters<Io['fetch']>[1]): Promise<Reply> => {
    const address = new URL(path, url);
    const reply = await io.fetch(address.href, request).catch((error: unknown) => {
      throw new Ended(
        EXIT.unreachable,
        `the load tester at ${address.host} does not answer: ${messageOf(error)}; ${FORWARD}`,
      );
    });
    if (reply.status >= 300) {
      throw new Ended(EXIT.refused, `the load tester answered ${reply.status} ${reply.text.trim()}`);
    }
    return reply;
  };
  return {
    list: async () => gatesIn((await ask('/gates', { method: 'GET' })).text),
    move: async ({ kind, namespace, name, gate, isOpen, by, why }) => {
      const path = `/${kind}/${isOpen ? 'open' : 'close'}${gate === '' ? '' : `/${encodeURIComponent(gate)}`}`;
      const metadata = { who: by, ...(why !== undefined && { why }) };
      await ask(path, { method: 'POST', body: JSON.stringify({ name, namespace, metadata }) });
    },
  };
}

function gatesIn(text: string): readonly Gate[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.flatMap((each) => gateIn(each) ?? []) : [];
  } catch {
    throw new Ended(EXIT.error, 'the load tester answered with something that is no JSON');
  }
}

/** Nobody outside the cluster reaches a Service of it otherwise. */
const FORWARD = 'kubectl port-forward svc/flagger-loadtester 8080:80 makes that of the cluster http://localhost:8080';

/** What `fetch` says is only that it failed: its cause says why. */
const messageOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error && error.cause.message) || error.message : String(error);
