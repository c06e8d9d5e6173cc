import { goDuration, type MetricFinding } from '@flagger/api';

/** What a metric measured, as texts say it. */
export function measured({ source, name }: MetricFinding, value: number): string {
  switch (source) {
    case 'success-rate':
      return `success rate ${value.toFixed(2)}%`;
    case 'duration':
      return `request duration ${goDuration(Math.trunc(value))}`;
    case 'query':
    case 'template':
      return `${name} ${value.toFixed(2)}`;
  }
}

/** The least or the most that a metric accepts, as texts say it. */
export function bound({ source }: MetricFinding, limit: number): string {
  switch (source) {
    case 'success-rate':
      return `${limit}%`;
    case 'duration':
      return goDuration(limit);
    case 'query':
    case 'template':
      return `${limit}`;
  }
}
