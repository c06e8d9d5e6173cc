import { z } from 'zod';
import { flag, text } from './fields.ts';

const secretRef = z.object({ name: text('Name of the Secret.') });

/** How to ask some metrics server for one value. */
export const metricTemplateSpec = z
  .object({
    provider: z
      .object({
        type: z
          .enum([
            'prometheus',
            'influxdb',
            'datadog',
            'externalmetrics',
            'stackdriver',
            'cloudwatch',
            'newrelic',
            'graphite',
            'dynatrace',
            'keptn',
            'splunk',
          ])
          .meta({ description: 'Kind of metrics server.' }),
        address: text('Address of the metrics server.').exactOptional(),
        headers: z.record(z.string(), z.array(z.string())).meta({ description: 'Headers to send.' }).exactOptional(),
        secretRef: secretRef.meta({ description: 'The Secret that holds the credentials.' }).exactOptional(),
        region: text('Region (CloudWatch).').exactOptional(),
        insecureSkipVerify: flag('Accept any certificate.').exactOptional(),
      })
      .meta({ description: 'The metrics server.' }),
    query: text('The query, with variables such as {{ namespace }}.'),
  })
  .meta({ description: 'What is wanted.' });

/** How to send alerts. */
export const alertProviderSpec = z
  .object({
    type: z.enum(['slack', 'msteams', 'discord', 'rocket', 'gchat']).meta({ description: 'Kind of chat.' }),
    channel: text('Channel; general by default.').exactOptional(),
    username: text('Name of the sender; flagger by default.').exactOptional(),
    address: text('Address of the incoming webhook.').exactOptional(),
    proxy: text('Address of a proxy.').exactOptional(),
    secretRef: secretRef.meta({ description: 'The Secret that holds the address.' }).exactOptional(),
  })
  .meta({
    description: 'What is wanted.',
    oneOf: ['address', 'secretRef'].map((place) => ({ required: ['type', place] })),
  });
