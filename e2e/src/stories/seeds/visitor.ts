import { Agent, request } from 'undici';
import type { LentPlane } from '../lent-plane.ts';

/** What somebody asks for, as curl would. */
export interface Asked {
  readonly method?: 'GET' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
}

/** What somebody got. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** So many of those who watch wait for an answer; others give up, or a plane that is slow for once would never be quick again. */
const PATIENT_ONES = 5;

/** Who opens a browser, or execs into the tester pod: they reach the mesh's hosts by the plane's entrance. */
export class Visitor {
  private readonly watching = new Set<AbortController>();
  private readonly dispatcher = new Agent();

  constructor(private readonly plane: LentPlane) {}

  async curl(url: string, { method = 'GET', headers = {} }: Asked = {}): Promise<Got> {
    const { host, pathname } = new URL(url);
    const {
      statusCode,
      headers: got,
      body,
    } = await request(`${this.plane.environment['HTTP_PROXY'] ?? ''}${pathname}`, {
      method,
      headers: { ...headers, host },
      dispatcher: this.dispatcher,
    });
    return { status: statusCode, headers: got, body: await body.text() };
  }

  /** Users who ask so often a second, until all leave. */
  crowd(url: string, perSecond: number, asked: Asked = {}): void {
    this.watch(url, { ...asked, perSecond });
  }

  /** As `watch curl <url>`, four times a second unless stated, until what is given back is called. */
  watch(url: string, { perSecond = 4, ...asked }: Asked & { readonly perSecond?: number } = {}): () => void {
    const end = new AbortController();
    this.watching.add(end);
    void this.repeat(() => this.curl(url, asked), 1000 / perSecond, end.signal);
    return () => {
      end.abort();
      this.watching.delete(end);
    };
  }

  async leave(): Promise<void> {
    this.watching.forEach((each) => each.abort());
    await this.dispatcher.destroy();
  }

  private async repeat(ask: () => Promise<Got>, everyMs: number, signal: AbortSignal): Promise<void> {
    let waiting = 0;
    while (!signal.aborted) {
      // the next one starts while a slow one waits; what goes wrong shows in the metrics
      if (waiting < PATIENT_ONES) {
        waiting += 1;
        void ask()
          .catch(() => undefined)
          .finally(() => (waiting -= 1));
      }
      await new Promise((done) => setTimeout(done, everyMs));
    }
  }
}
