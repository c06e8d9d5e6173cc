import { z } from 'zod';
import { flag, KIND, NAMESPACE, PORT, SUBDOMAIN, text, textMap, texts, whole } from './fields.ts';
import { corsPolicy, headers, httpMatch, retries, rewrite } from './http-match.ts';
import { trafficPolicy } from './traffic-policy.ts';

const objectName = z.string().meta({ description: 'Name.', minLength: 1, maxLength: 253 });
const objectNamespace = z.string().meta({ description: 'Namespace; that of the Canary by default.', ...NAMESPACE });
const portNumber = whole('Port.', PORT);

export const gatewayRef = z
  .object({
    group: z
      .string()
      .default('gateway.networking.k8s.io')
      .meta({ description: 'API group.', ...SUBDOMAIN }),
    kind: z
      .string()
      .default('Gateway')
      .meta({ description: 'Kind.', ...KIND }),
    name: objectName,
    namespace: objectNamespace.exactOptional(),
    sectionName: z
      .string()
      .meta({
        description: 'Listener.',
        ...SUBDOMAIN,
        minLength: 1,
        pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
      })
      .exactOptional(),
    port: portNumber.exactOptional(),
  })
  .meta({ description: 'A parent of the HTTPRoute.' });

const requestMirror = z
  .object({
    backendRef: z
      .object({
        group: z
          .string()
          .default('')
          .meta({ description: 'API group.', ...SUBDOMAIN }),
        kind: z
          .string()
          .default('Service')
          .meta({ description: 'Kind.', ...KIND }),
        name: objectName,
        namespace: objectNamespace.exactOptional(),
        port: portNumber.exactOptional(),
      })
      .meta({
        description: 'Who gets the copies.',
        'x-kubernetes-validations': [
          {
            message: 'a Service needs a port',
            rule: "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
          },
        ],
      }),
  })
  .meta({ description: 'A copy of each request (Gateway API).' });

const metadata = (description: string) =>
  z
    .object({
      labels: textMap('Labels to add.').exactOptional(),
      annotations: textMap('Annotations to add.').exactOptional(),
    })
    .meta({ description });

/** The services and routes to generate. */
export const service = z
  .object({
    name: text('Name of the apex service; that of the target by default.').exactOptional(),
    port: whole('Port of the services.'),
    portName: text('Name of the port; http by default.').exactOptional(),
    targetPort: z
      .union([z.number(), z.string()])
      .meta({
        description: 'Port of the pods, as a number or a name; that of the service by default.',
        'x-kubernetes-int-or-string': true,
      })
      .exactOptional(),
    appProtocol: text('Protocol of the port; tcp makes TCP routes (Istio).').exactOptional(),
    trafficDistribution: z
      .enum(['PreferClose', 'PreferSameZone', 'PreferSameNode'])
      .meta({ description: 'Which endpoints are preferred.' })
      .exactOptional(),
    portDiscovery: flag('Also serve the other ports of the containers.').exactOptional(),
    headless: flag('Make the services headless.').exactOptional(),
    timeout: text('How long a request may take.').exactOptional(),
    backendTimeout: text('How long one attempt at a pod may take (Gateway API).').exactOptional(),
    meshName: text('Name of the mesh (App Mesh).').exactOptional(),
    backends: texts('Services that the pods call (App Mesh).').exactOptional(),
    hosts: texts('Host names of the route.').exactOptional(),
    delegation: flag(
      'Make a VirtualService without hosts and gateways, for another one to include (Istio).',
    ).exactOptional(),
    match: z.array(httpMatch).meta({ description: 'Requests that the route is for.' }).exactOptional(),
    retries: retries.exactOptional(),
    rewrite: rewrite.exactOptional(),
    mirror: z
      .array(requestMirror)
      .meta({ description: 'Who else gets a copy of each request (Gateway API).' })
      .exactOptional(),
    headers: headers.exactOptional(),
    gateways: texts('Gateways of the VirtualService; mesh by default (Istio).').exactOptional(),
    gatewayRefs: z
      .array(gatewayRef)
      .meta({ description: 'Parents of the HTTPRoute (Gateway API).', maxItems: 32 })
      .exactOptional(),
    corsPolicy: corsPolicy.exactOptional(),
    trafficPolicy: trafficPolicy.exactOptional(),
    apex: metadata('Metadata of the apex service and the route.').exactOptional(),
    primary: metadata('Metadata of the primary service.').exactOptional(),
    canary: metadata('Metadata of the canary service.').exactOptional(),
    unmanagedMetadata: z
      .object({
        annotations: texts('Keys of annotations.').exactOptional(),
        labels: texts('Keys of labels.').exactOptional(),
      })
      .meta({ description: 'Metadata of the services that others write and we keep.' })
      .exactOptional(),
  })
  .meta({ description: 'The services and routes to generate.' });
