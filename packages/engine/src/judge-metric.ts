import type { Canary, MetricFinding } from '@flagger/api';
import { boundsOf, metricOf } from './bounds.ts';
import { bound, measured } from './measured.ts';
import { nameOf, targetOf } from './names.ts';
import type { Opinion } from './opinion.ts';

/**
 * Within its range: yes. Outside: no. A metrics server that cannot be reached says nothing: hold. What no value means is
 * for the metric to say (`onNoData`); a query that was refused, or one that cannot be asked, is a no in any case.
 */
export function judgeMetric(canary: Canary, finding: MetricFinding): Opinion {
  const { value, problem } = finding;
  if (problem?.kind === 'unreachable') {
    return {
      verdict: 'hold',
      says: warning(`Holding ${nameOf(canary)} advancement, metrics server cannot be reached: ${problem.message}`),
    };
  }
  if (problem || value === undefined || Number.isNaN(value)) {
    const isRefused = problem?.kind === 'error' || problem?.kind === 'wiring';
    return isRefused ? { verdict: 'no', says: warning(withoutValue(canary, finding)) } : judgeNoData(canary, finding);
  }
  const { min, max } = boundsOf(canary, finding);
  if (min !== undefined && value < min) {
    return {
      verdict: 'no',
      says: warning(`Halt ${nameOf(canary)} advancement ${measured(finding, value)} < ${bound(finding, min)}`),
    };
  }
  if (max !== undefined && value > max) {
    return {
      verdict: 'no',
      says: warning(`Halt ${nameOf(canary)} advancement ${measured(finding, value)} > ${bound(finding, max)}`),
    };
  }
  return { verdict: 'yes' };
}

function judgeNoData(canary: Canary, finding: MetricFinding): Opinion {
  switch (metricOf(canary, finding)?.onNoData) {
    case 'pass':
      return { verdict: 'yes' };
    case 'hold': {
      const text = `Holding ${nameOf(canary)} advancement, no values found for metric ${finding.name}`;
      return { verdict: 'hold', says: warning(text) };
    }
    case 'fail':
    case undefined:
      return { verdict: 'no', says: warning(withoutValue(canary, finding)) };
  }
}

function withoutValue(canary: Canary, { source, name, provider, problem }: MetricFinding): string {
  const message = problem?.message ?? '';
  if (problem?.kind === 'wiring') {
    return message;
  }
  if (problem?.kind === 'error') {
    return source === 'template'
      ? `Metric query failed for ${name}: ${message}`
      : source === 'query'
        ? `Prometheus query failed for ${name}: ${message}`
        : `Prometheus query failed: ${message}`;
  }
  switch (source) {
    case 'success-rate':
      return `Halt advancement no values found for ${provider} metric ${name} probably ${targetOf(canary)} is not receiving traffic: ${message}`;
    case 'duration':
      return `Halt advancement no values found for ${provider} metric ${name} probably ${targetOf(canary)} is not receiving traffic`;
    case 'query':
      return `Halt advancement no values found for metric: ${name}`;
    case 'template':
      return `Halt advancement no values found for custom metric: ${name}: ${message}`;
  }
}

const warning = (message: string): NonNullable<Opinion['says']> => ({ type: 'Warning', message });
