import { nameOf } from '@flagger/api';
import type { Service } from '../../workloads/index.ts';
import { plainRoute } from '../plain-route.ts';
import type { Backend, Route } from '../route-table.ts';
import { servicePort, type View } from '../view.ts';
import { fits } from './fits.ts';
import { type Answer, localAnswer, type Request } from './request.ts';

/** The route that a request takes, or the answer where there is none. */
export function resolve(view: View, request: Request): { readonly route: Route } | { readonly answer: Answer } {
  const service = view.serviceAt(request.host, request.source.namespace);
  if (service !== undefined && servicePort(service, request.port) === undefined) {
    return { answer: localAnswer(503, wrongPort(service, request.port), 'NR') };
  }
  const said = view.hostRoutes(request.host, request.source);
  if (said !== undefined) {
    const route = said.routes.find(
      ({ matches }) => matches.length === 0 || matches.some((match) => fits(match, request)),
    );
    return route === undefined
      ? { answer: localAnswer(404, `${said.source} has no route for this request\n`, 'NR') }
      : { route };
  }
  // where the mesh says nothing: to the Service
  if (service !== undefined) {
    return { route: plainRoute([{ to: backendOf(service), weight: 1 }]) };
  }
  return { answer: localAnswer(502, `nobody here is called ${request.host}\n`, 'NR') };
}

const backendOf = ({ metadata: { name, namespace } }: Service): Backend => ({ name, namespace, labels: {} });

function wrongPort(service: Service, port: number | undefined): string {
  const ports = (service.spec.ports ?? []).map((each) => each.port).join(', ');
  return `Service ${nameOf(service)} has no port ${port ?? ''}; it has ${ports}\n`;
}
