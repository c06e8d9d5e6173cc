import { z } from 'zod';
import { analysis, canaryAnalysis } from './analysis.ts';
import { apiVersion, flag, text, textMap, whole } from './fields.ts';
import { service } from './service.ts';

/** The providers that a Canary may name; what the running operator knows may be less. */
export const providers = [
  'apisix',
  'appmesh',
  'appmesh:v1beta2',
  'contour',
  'gatewayapi:v1',
  'gatewayapi:v1beta1',
  'gloo',
  'istio',
  'knative',
  'kubernetes',
  'kuma',
  'linkerd',
  'nginx',
  'osm',
  'skipper',
  'smi:v1alpha1',
  'smi:v1alpha2',
  'smi:v1alpha3',
  'traefik',
] as const;

/** The same names, for who looks one up. */
export const PROVIDER_NAMES: readonly string[] = providers;

const reference = <const K extends readonly [string, ...string[]]>(kinds: K) => ({
  apiVersion: text('API version.'),
  kind: z.enum(kinds).meta({ description: 'Kind.' }),
  name: text('Name.'),
});

const replicas = (description: string) => whole(description, { type: 'integer', minimum: 1 });

const autoscalerRef = z
  .object({
    ...reference(['HorizontalPodAutoscaler', 'ScaledObject']),
    apiVersion: apiVersion('API version.'),
    primaryScalerQueries: textMap(
      'Queries of the triggers of the primary, by name of the trigger (KEDA).',
    ).exactOptional(),
    primaryScalerReplicas: z
      .object({
        minReplicas: replicas('Least replicas.').exactOptional(),
        maxReplicas: replicas('Most replicas.').exactOptional(),
      })
      .meta({ description: 'Bounds for the primary where they differ from those of the target.' })
      .exactOptional(),
  })
  .meta({ description: 'The autoscaler of the target.' });

/** What users want of a Canary. `provider` is any text here: whether it is known is for the operator to say. */
export const canarySpec = z
  .object({
    provider: z
      .string()
      .meta({ description: 'Service mesh or ingress; that of the operator by default.', enum: providers })
      .exactOptional(),
    metricsServer: text('Address of Prometheus; that of the operator by default.').exactOptional(),
    progressDeadlineSeconds: whole(
      'How long pods may take to become ready; 600 by default.',
      {},
      { least: 1 },
    ).exactOptional(),
    targetRef: z
      .object(reference(['DaemonSet', 'Deployment', 'Service']))
      .meta({ description: 'The workload to release.' }),
    autoscalerRef: autoscalerRef.exactOptional(),
    ingressRef: z
      .object(reference(['Ingress']))
      .meta({ description: 'The Ingress of the service (NGINX, Skipper).' })
      .exactOptional(),
    routeRef: z
      .object(reference(['ApisixRoute']))
      .meta({ description: 'The route of the service (APISIX).' })
      .exactOptional(),
    upstreamRef: z
      .object({
        ...reference(['Upstream']),
        namespace: text('Namespace; that of the Canary by default.').exactOptional(),
      })
      .meta({ description: 'The Upstream whose settings are copied (Gloo).' })
      .exactOptional(),
    service: service.exactOptional(),
    skipAnalysis: flag('Promote each revision at once, without analysis.').exactOptional(),
    revertOnDeletion: flag('Give everything back to the target when the Canary is deleted.').exactOptional(),
    suspend: flag('Leave everything as it is until this is false again.').exactOptional(),
    analysis,
  })
  .meta({ description: 'What is wanted.' });

const eitherName = ['analysis', 'canaryAnalysis'].map((name) => ({ required: [name] }));

/**
 * What users may write: the analysis by the name that it has now, or by the one that it had before v1beta1. Where both
 * are there, `analysis` counts. Each served version has this schema, since a version that lacks a field loses it.
 */
export const writtenCanarySpec = () =>
  canarySpec
    .extend({ analysis: analysis.exactOptional(), canaryAnalysis: canaryAnalysis.exactOptional() })
    .meta({ ...canarySpec.meta(), anyOf: eitherName });
