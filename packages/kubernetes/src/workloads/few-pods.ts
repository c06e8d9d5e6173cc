import { comparedMetrics, type Canary } from '@flagger/api';

/** With fewer, one bad node makes a good version look bad. */
const ENOUGH = 3;

/** What may be meant otherwise: so few pods that comparing them compares their nodes. A target at rest says nothing. */
export const fewPods = ({ spec }: Canary, replicas: number): string | undefined =>
  comparedMetrics(spec).length > 0 && replicas > 0 && replicas < ENOUGH
    ? `spec.targetRef: ${spec.targetRef.name} has fewer than 3 pods, and compare cannot tell a bad node from a bad version`
    : undefined;
