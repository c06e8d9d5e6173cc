import { z } from 'zod';
import { exactlyOne, flag, INT32, text, texts, whole } from './fields.ts';

const connectionPool = z
  .object({
    http: z
      .object({
        h2UpgradePolicy: z
          .enum(['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'])
          .meta({ description: 'Whether HTTP/1.1 connections become HTTP/2.' })
          .exactOptional(),
        http1MaxPendingRequests: whole('Requests that may wait for a connection.', INT32).exactOptional(),
        http2MaxRequests: whole('Requests that may be under way.', INT32).exactOptional(),
        idleTimeout: text('When an idle connection is closed.').exactOptional(),
        maxRequestsPerConnection: whole('Requests that one connection serves.', INT32).exactOptional(),
        maxRetries: whole('Retries that may be under way.', INT32).exactOptional(),
      })
      .meta({ description: 'Limits for HTTP.' })
      .exactOptional(),
  })
  .meta({ description: 'Limits on connections.' });

const httpCookie = z
  .object({
    name: text('Name of the cookie.').exactOptional(),
    path: text('Path of the cookie.').exactOptional(),
    ttl: text('How long the cookie lives.').exactOptional(),
  })
  .meta({ description: 'Hash of a cookie.' });

const consistentHash = z
  .object({
    httpCookie: httpCookie.exactOptional(),
    httpHeaderName: text('Hash of this header.').exactOptional(),
    httpQueryParameterName: text('Hash of this query parameter.').exactOptional(),
    minimumRingSize: whole('Least number of virtual nodes.', { type: 'integer' }).exactOptional(),
    useSourceIp: flag('Hash of the address of the client.').exactOptional(),
  })
  .meta({ description: 'Keeps like requests on one pod.' });

const localityLbSetting = z
  .object({
    distribute: z
      .array(
        z.object({
          from: text('Where requests come from.').exactOptional(),
          to: z
            .record(z.string(), whole('Share in percent.', { type: 'integer' }))
            .meta({ description: 'Where they go, with shares.' })
            .exactOptional(),
        }),
      )
      .meta({ description: 'Shares by place.' })
      .exactOptional(),
    enabled: flag('Overrides what the mesh says.').exactOptional(),
    failover: z
      .array(
        z.object({
          from: text('Region that fails.').exactOptional(),
          to: text('Region that takes over.').exactOptional(),
        }),
      )
      .meta({ description: 'Who takes over by region.' })
      .exactOptional(),
  })
  .meta({ description: 'Balances by place.' });

const ONE_WAY_TO_HASH = exactlyOne('httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName');

const loadBalancer = z
  .object({
    simple: z
      .enum(['ROUND_ROBIN', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'LEAST_REQUEST'])
      .meta({ description: 'A plain algorithm.' })
      .exactOptional(),
    consistentHash: consistentHash.exactOptional(),
    localityLbSetting: localityLbSetting.exactOptional(),
    warmupDurationSecs: text('How long a new pod gets less.').exactOptional(),
  })
  .meta({
    description: 'How pods are chosen.',
    oneOf: [
      { required: ['simple'] },
      { required: ['consistentHash'], properties: { consistentHash: ONE_WAY_TO_HASH } },
    ],
  });

const outlierDetection = z
  .object({
    baseEjectionTime: text('Shortest time out.').exactOptional(),
    consecutive5xxErrors: whole('5xx answers in a row that put a pod out.', { type: 'integer' }).exactOptional(),
    consecutiveErrors: whole('Errors in a row that put a pod out.', INT32).exactOptional(),
    consecutiveGatewayErrors: whole('502, 503 or 504 in a row that put a pod out.', INT32).exactOptional(),
    consecutiveLocalOriginFailures: whole('Failed connections in a row that put a pod out.', INT32).exactOptional(),
    interval: text('Time between looks.').exactOptional(),
    maxEjectionPercent: whole('Most pods out, in percent.', INT32).exactOptional(),
    minHealthPercent: whole('Healthy pods below which nobody is put out, in percent.', INT32).exactOptional(),
    splitExternalLocalOriginErrors: flag('Counts failed connections apart from answers.').exactOptional(),
  })
  .meta({ description: 'When a pod is left out for a while.' });

const tls = z
  .object({
    mode: z.enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']).meta({ description: 'Kind of TLS.' }).exactOptional(),
    caCertificates: text('File with the authorities.').exactOptional(),
    clientCertificate: text('File with the certificate of the client.').exactOptional(),
    privateKey: text('File with the key of the client.').exactOptional(),
    sni: text('Name to ask for.').exactOptional(),
    subjectAltNames: texts('Names that the certificate may carry.').exactOptional(),
  })
  .meta({ description: 'TLS towards the pods.' });

/** How connections to the pods are made, as Istio's DestinationRule says it. */
export const trafficPolicy = z
  .object({
    connectionPool: connectionPool.exactOptional(),
    loadBalancer: loadBalancer.exactOptional(),
    outlierDetection: outlierDetection.exactOptional(),
    tls: tls.exactOptional(),
  })
  .meta({ description: 'Traffic policy of the DestinationRules (Istio).' });
