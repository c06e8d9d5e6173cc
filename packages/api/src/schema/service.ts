import { z } from 'zod';
import { flag, KIND, label, NAMESPACE, PORT, SUBDOMAIN, text, textMap, texts, whole } from './fields.ts';
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

/** `<apex>-primary` must be the name of a Service. */
export const LONGEST_APEX = 63 - '-primary'.length;

const TARGET_PORT = '^$|^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$';

/** What Kubernetes takes as the protocol of a port: a name, perhaps with a domain before it. */
const APP_PROTOCOL =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** 0 and an empty text count as absent, as with Flagger; digits alone are no name. */
function isTargetPort(value: number | string): boolean {
  return typeof value === 'number'
    ? Number.isInteger(value) && value >= 0 && value <= 65535
    : new RegExp(TARGET_PORT).test(value) && (['', '0'].includes(value) || /[a-z]/.test(value));
}

/** The services and routes to generate. */
export const service = z
  .object({
    name: label('Name of the apex service; that of the target by default.', LONGEST_APEX).exactOptional(),
    // nothing where the target brings its own service, which Canaries of Knative say as 0
    port: whole('Port of the services.', { minimum: 0, maximum: 65535 }, { least: 0, most: 65535 }),
    portName: label('Name of the port; http by default.', 63).exactOptional(),
    targetPort: z
      .union([z.number(), z.string()])
      .refine(isTargetPort, 'a port from 1 to 65535, or the name of one: up to 15 of a-z, 0-9 and -')
      .meta({
        description: 'Port of the pods, as a number or a name; that of the service by default.',
        'x-kubernetes-int-or-string': true,
        minimum: 0,
        maximum: 65535,
        pattern: TARGET_PORT,
      })
      .exactOptional(),
    appProtocol: z
      .string()
      .refine((name) => name === '' || APP_PROTOCOL.test(name), 'a protocol such as http, grpc or kubernetes.io/h2c')
      .meta({ description: 'Protocol of the port; tcp makes TCP routes (Istio).' })
      .exactOptional(),
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
