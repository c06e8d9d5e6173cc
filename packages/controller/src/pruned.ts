import { nameOf, type Canary, type CanaryStatus, type Log, type RawCanary } from '@flagger/api';

/**
 * Tells once that the Canary CRD in the cluster is older than this operator: what it does not know of a status is
 * dropped by the API server, and nothing depends on it.
 */
export class Pruned {
  private isTold = false;

  constructor(private readonly log: Log) {}

  /** What was to be written, and the Canary as it was answered. */
  wrote(canary: Canary, wanted: CanaryStatus, { status }: RawCanary): void {
    const kept = typeof status === 'object' && status !== null ? status : {};
    const dropped = Object.keys(wanted).filter((name) => !(name in kept));
    if (dropped.length === 0 || this.isTold) {
      return;
    }
    this.isTold = true;
    this.log.warn('The Canary CRD is older than this operator: some of the status is not kept', {
      canary: nameOf(canary),
      dropped: dropped.map((name) => `status.${name}`),
      mend: 'kubectl apply -f artifacts/flagger/crd.yaml',
    });
  }
}
