import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

/** What is answered to a request; undefined: the connection is cut. */
export type Answering = (
  incoming: IncomingMessage,
  body: string,
) => Promise<{ readonly code: number; readonly body: string } | undefined>;

/** A server on a free port of this machine that answers so. */
export async function served(answer: Answering): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(
    (incoming, response) =>
      void (async () => {
        const said = await answer(incoming, await text(incoming));
        if (said === undefined) {
          response.destroy();
        } else {
          response
            .writeHead(said.code, { 'content-type': said.body.startsWith('{') ? 'application/json' : 'text/plain' })
            .end(said.body);
        }
      })(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, server };
}
