import type { Ask } from '../mesh/index.ts';
import { serviceNameOf } from '../mesh/host-name.ts';
import { ANY_GATEWAY } from '../mesh/router/request.ts';

/** What somebody asks for by an address: who calls a name that is no Service's comes from outside, through a gateway. */
export const askOf = (url: string): Ask =>
  serviceNameOf(new URL(url).hostname, '') === undefined ? { url, source: { gateway: ANY_GATEWAY } } : { url };
