import { type Acknowledgement, nameOf } from '@flagger/api';
import { isOutdated, notLookedAt, wordsOf } from '@flagger/mesh-kit';
import { conditionOf, type KnativeService, latestOf, type TrafficTarget } from './knative-api.ts';

/** What Knative says about the traffic of a Service as it is now. Silent before it has spoken. */
export function acknowledgementOf(service: KnativeService): Acknowledgement {
  const where = `Knative Service ${nameOf(service)}`;
  if (service.status?.observedGeneration === undefined || service.status.traffic === undefined) {
    return { kind: 'silent' };
  }
  if (isOutdated(service.status, service)) {
    return { kind: 'awaited', message: notLookedAt('Knative Service', service, service.status) };
  }
  const ready = conditionOf(service, 'RoutesReady');
  if (ready?.status === 'False') {
    const words = wordsOf(ready);
    return { kind: 'refused', message: `${where} does not route${words && `: ${words}`}` };
  }
  return ready?.status !== 'Unknown' && hasTaken(service)
    ? { kind: 'acknowledged' }
    : { kind: 'awaited', message: `${where} does not route yet as its traffic says` };
}

/** Whether each revision gets what it is to get, by however many entries. */
function hasTaken(service: KnativeService): boolean {
  const [wanted, taken] = [service.spec?.traffic, service.status?.traffic].map((targets = []) =>
    sums(targets, latestOf(service)),
  );
  const names = new Set([...(wanted?.keys() ?? []), ...(taken?.keys() ?? [])]);
  return [...names].every((name) => (wanted?.get(name) ?? 0) === (taken?.get(name) ?? 0));
}

function sums(targets: readonly TrafficTarget[], latest: string | undefined): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { revisionName, percent = 0 } of targets) {
    const name = revisionName || latest || '';
    shares.set(name, (shares.get(name) ?? 0) + percent);
  }
  return shares;
}
