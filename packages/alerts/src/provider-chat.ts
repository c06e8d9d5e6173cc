import {
  type AlertProvider,
  type Canary,
  type Credentials,
  describe,
  type Found,
  proxyProblem,
  type Reference,
  type References,
} from '@flagger/api';
import { isHttp } from '@flagger/http';
import { ANONYMOUS } from './chats/chat.ts';
import type { Chat } from './chats/index.ts';

/** The chat of an AlertProvider that a canary names, with what its Secret holds; throws where References do. */
export async function providerChat(
  references: Pick<References, 'alertProvider' | 'credentials'>,
  canary: Canary,
  reference: Reference,
): Promise<Found<Chat>> {
  const provider = await references.alertProvider(canary, reference);
  if (!provider.ok) {
    return provider;
  }
  const credentials = await references.credentials(canary, provider.object);
  return credentials.ok ? chatIn(provider.object, credentials.object) : credentials;
}

function chatIn({ spec }: AlertProvider, credentials: Credentials): Found<Chat> {
  const { type, proxy, secretRef } = spec;
  const url = secretIn(credentials, 'address') ?? spec.address;
  if (url === undefined) {
    return { ok: false, because: secretRef ? `secrets "${secretRef.name}" has no key address` : 'it has no address' };
  }
  if (proxy && proxyProblem(proxy) !== undefined) {
    const allowed = isHttp(proxy) ? 'a user and a password in UTF-8, with % as %25' : 'an http(s) address';
    return { ok: false, because: describe({ field: 'spec.proxy', found: shown(proxy), allowed }) };
  }
  return {
    ok: true,
    object: {
      type,
      url,
      token: secretIn(credentials, 'token'),
      proxyUrl: proxy || undefined,
      username: spec.username || ANONYMOUS.username,
      channel: spec.channel || ANONYMOUS.channel,
    },
  };
}

/** The rest may hold a password. */
function shown(proxy: string): string {
  const [, scheme] = /^(?!https?:)([a-z][a-z\d+.-]*):\/\//i.exec(proxy) ?? [];
  return scheme === undefined ? 'something that is not shown here' : `an address of the scheme ${scheme}`;
}

/** Without the line end that a Secret made from a file often has. */
const secretIn = (credentials: Credentials, key: string): string | undefined =>
  credentials.get(key)?.trim() || undefined;
