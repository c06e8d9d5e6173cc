import type { Canary, Webhook } from '@flagger/api';
import type { WireReply } from '@flagger/http';
import type { Hooks } from './plan.ts';

const HOST = 'http://hooks.rehearsal/';

export interface HookPorts {
  readonly hooks: Hooks;
  readonly now: () => number;
  /** A hook with a command of a load tester was called. */
  readonly onLoad: (command: string) => void;
}

/** Plays those who answer webhooks. */
export class WebHooks {
  private readonly firstAsked = new Map<string, number>();

  constructor(private readonly ports: HookPorts) {}

  /** The Canary with addresses by which a call says which hook it is. */
  addressed(canary: Canary): Canary {
    const { webhooks = [] } = canary.spec.analysis;
    const named = webhooks.map((hook): Webhook => ({ ...hook, url: addressOf(hook) }));
    return { ...canary, spec: { ...canary.spec, analysis: { ...canary.spec.analysis, webhooks: named } } };
  }

  isOurs = (url: string): boolean => url.startsWith(HOST);

  answer(url: string, body: string): WireReply {
    const [type = '', name = ''] = new URL(url).pathname.slice(1).split('/').map(decodeURIComponent);
    const command = commandIn(body);
    if (command !== '' && type.endsWith('rollout') && !type.startsWith('confirm')) {
      this.ports.onLoad(command);
    }
    return this.isYes(type, name) ? { status: 200, text: '' } : { status: 403, text: 'no' };
  }

  private isYes(type: string, name: string): boolean {
    const { hooks, now } = this.ports;
    if (hooks.failing.includes(name)) {
      return false;
    }
    const opens = hooks.opening[name];
    if (opens === undefined) {
      return type !== 'rollback';
    }
    const first = this.firstAsked.get(name) ?? now();
    this.firstAsked.set(name, first);
    return now() - first >= opens;
  }
}

const addressOf = ({ type, name }: Webhook): string =>
  `${HOST}${encodeURIComponent(type || 'rollout')}/${encodeURIComponent(name)}`;

const commandIn = (body: string): string => {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  const metadata: unknown =
    typeof parsed === 'object' && parsed !== null && 'metadata' in parsed ? parsed.metadata : {};
  const command: unknown = typeof metadata === 'object' && metadata !== null && 'cmd' in metadata ? metadata.cmd : '';
  return typeof command === 'string' ? command : '';
};
