import type { Service } from '../../workloads/index.ts';
import type { Destination, Route } from '../route-table.ts';
import { servicePort } from '../view.ts';
import type { View } from '../view.ts';
import { fits } from './fits.ts';
import { localAnswer } from './request.ts';
import type { Answer, Request } from './request.ts';

/** The route that a request takes, or the answer where there is none. */
export function resolve(view: View, request: Request): { readonly route: Route } | { readonly answer: Answer } {
  const service = view.serviceAt(request.host, request.source.namespace);
  if (service !== undefined && servicePort(service, request.port) === undefined) return { answer: localAnswer(503, wrongPort(service, request.port), 'NR') };
  const said = view.hostRoutes(request.host, request.source);
  if (said !== undefined) {
    const route = said.routes.find(({ matches }) => matches.length === 0 || matches.some((match) => fits(match, request)));
    return route === undefined ? { answer: localAnswer(404, `${said.source} has no route for this request\n`, 'NR') } : { route };
  }
  if (service !== undefined) return { route: plainRoute(service) };
  return { answer: localAnswer(502, `nobody here is called ${request.host}\n`, 'NR') };
}

const NO_CHANGES = { request: { set: {}, add: {}, remove: [] }, response: { set: {}, add: {}, remove: [] } };

/** Where the mesh says nothing: to the Service. */
function plainRoute({ metadata: { name, namespace } }: Service): Route {
  const only: Destination = { to: { name, namespace, labels: {} }, weight: 1, headers: NO_CHANGES };
  const retries = { attempts: 2, on: new Set(['connect-failure']) };
  return { matches: [], destinations: [only], mirrors: [], rewrite: {}, timeoutMs: undefined, retries, headers: NO_CHANGES, cors: undefined };
}

function wrongPort({ metadata, spec }: Service, port: number | undefined): string {
  const ports = (spec.ports ?? []).map((each) => each.port).join(', ');
  return `Service ${metadata.name}.${metadata.namespace} has no port ${port ?? ''}; it has ${ports}\n`;
}
