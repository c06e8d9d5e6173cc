import { z } from 'zod';
import { flag, secretRef, text } from './fields.ts';
import { once } from './once.ts';

/** How to ask some metrics server for one value. */
export const metricTemplateSpec = once(() =>
  z
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
          secretRef: secretRef('The Secret that holds the credentials.').exactOptional(),
          region: text('Region (CloudWatch).').exactOptional(),
          insecureSkipVerify: flag('Accept any certificate.').exactOptional(),
        })
        .meta({ description: 'The metrics server.' }),
      query: text('The query, with variables such as {{ namespace }}.'),
    })
    .meta({ description: 'What is wanted.' }),
);
