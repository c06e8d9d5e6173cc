import type { MetricTemplate } from '@flagger/api';
import { cloudwatch } from './cloudwatch.ts';
import { datadog } from './datadog.ts';
import { discreet } from './discreet.ts';
import { dynatrace } from './dynatrace.ts';
import { externalMetrics } from './external-metrics.ts';
import { graphite } from './graphite.ts';
import { influxdb } from './influxdb.ts';
import { keptn } from './keptn.ts';
import { newrelic } from './newrelic.ts';
import { prometheus } from './prometheus.ts';
import type { Source } from './source.ts';
import { splunk } from './splunk.ts';
import { stackdriver } from './stackdriver.ts';

/** Every kind of metrics server that can be asked, by the type that a MetricTemplate gives it. */
export const SOURCES = {
  prometheus: discreet(prometheus),
  datadog: discreet(datadog),
  newrelic: discreet(newrelic),
  graphite: discreet(graphite),
  influxdb: discreet(influxdb),
  dynatrace: discreet(dynatrace),
  cloudwatch: discreet(cloudwatch),
  stackdriver: discreet(stackdriver),
  splunk: discreet(splunk),
  keptn: discreet(keptn),
  externalmetrics: discreet(externalMetrics),
} satisfies Record<SourceType, Source>;

type SourceType = MetricTemplate['spec']['provider']['type'];
