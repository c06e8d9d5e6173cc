import {
  ALL_TO_PRIMARY,
  type Backends,
  backendsOf,
  type Canary,
  type Copied,
  Conflict,
  nameOf,
  type Objects,
  type Ref,
  type Seen,
  Stop,
  Wait,
  type Workload,
  type Workloads,
  type Written,
} from '@flagger/api';
import { changeObject, replacement } from '@flagger/mesh-kit';
import { FLAGGER_ID } from './flagger-id.ts';
import {
  type KnativeService,
  latestOf,
  PRIMARY,
  primaryOf,
  type Revision,
  revisionRef,
  serviceRef,
} from './knative-api.ts';
import { revisionDigest } from './revision-digest.ts';
import { revisionState } from './revision-state.ts';
import { missing, otherKind, type Unfit, withoutRevision } from './target.ts';
import { routesOf, traffic } from './traffic.ts';

const NOTHING: Written = [];

/**
 * Services of Knative: what is released is a revision, and the primary is the one that an annotation names. Pods, their
 * number and the services before them are Knative's.
 */
export class KnativeWorkloads implements Workloads {
  constructor(private readonly objects: Objects) {}

  async see(canary: Canary): Promise<Seen> {
    const found = await this.find(canary);
    if ('state' in found) {
      return { target: found, primary: undefined, isApexOnPrimary: false };
    }
    const { service, latest } = found;
    const primary = primaryOf(service);
    const [target, serving] = await Promise.all([
      this.workload(canary, service, latest),
      primary === undefined ? undefined : this.workload(canary, service, primary),
    ]);
    const flaggerId = service.metadata.annotations?.[FLAGGER_ID];
    return {
      target: { state: 'found', workload: target, configs: {}, isPromoted: primary === latest, neverReturns: true },
      primary: serving && { ...serving, ...(flaggerId !== undefined && { flaggerId }) },
      // users call the Service itself
      isApexOnPrimary: true,
      isPromotedKept: primary === undefined && promotedIn(service, canary) !== undefined,
    };
  }

  /** Users call the Service itself. */
  async isApexOnTarget(): Promise<boolean> {
    return false;
  }

  /** Its own objects are the user's or Knative's. */
  async generated(): Promise<readonly Ref[]> {
    return [];
  }

  async backends(canary: Canary): Promise<Backends> {
    return backendsOf(canary);
  }

  async ensurePrimary(canary: Canary, flaggerId: string): Promise<Written> {
    const { service, latest } = await this.found(canary);
    const revision = promotedIn(service, canary) ?? latest;
    return primaryOf(service) === undefined ? this.serve({ service, revision, flaggerId }) : NOTHING;
  }

  async promote(canary: Canary, { revision }: Copied, flaggerId: string): Promise<Written> {
    const { service, latest } = await this.found(canary);
    if (revisionDigest(service, latest) !== revision) {
      throw new Conflict(`promoting Knative Service ${nameOf(service)}: it is not at ${revision} any more`);
    }
    return this.serve({ service, revision: latest, flaggerId });
  }

  async ensureServices(): Promise<Written> {
    return NOTHING;
  }

  async ensureApex(): Promise<Written> {
    return NOTHING;
  }

  async ensureScaler(): Promise<Written> {
    return NOTHING;
  }

  async sleepTarget(): Promise<Written> {
    return NOTHING;
  }

  async wakeTarget(): Promise<Written> {
    return NOTHING;
  }

  async releaseServices(): Promise<Written> {
    return NOTHING;
  }

  /**
   * The share of the primary goes with the annotation in one write, so that nobody finds them at odds. Without the
   * annotation nobody knows whose shares are there: all users go to the primary until the routes of the run are made.
   */
  private serve({ service, revision, flaggerId }: Serving): Promise<Written> {
    const former = primaryOf(service);
    if (former === revision && service.metadata.annotations?.[FLAGGER_ID] === flaggerId) {
      return Promise.resolve(NOTHING);
    }
    const routes = (former !== undefined && routesOf(service, former)) || ALL_TO_PRIMARY;
    const wanted = { ...service.spec, traffic: traffic(service, revision, routes) };
    return changeObject(this.objects, service, {
      annotations: { [PRIMARY]: revision, [FLAGGER_ID]: flaggerId },
      spec: replacement(service.spec, wanted),
    });
  }

  private async workload(canary: Canary, service: KnativeService, name: string): Promise<Workload> {
    const state = revisionState(canary, name, await this.objects.read<Revision>(revisionRef(canary, name)));
    return { revision: revisionDigest(service, name), state, isServing: state.state === 'ready', route: name };
  }

  private async found(canary: Canary): Promise<Known> {
    const found = await this.find(canary);
    if ('state' in found) {
      const { state, message, field, found: what, allowed } = found;
      throw state === 'missing' ? new Wait(message) : new Stop({ field, found: what, allowed });
    }
    return found;
  }

  private async find(canary: Canary): Promise<Known | Unfit> {
    const unfit = otherKind(canary);
    if (unfit) {
      return unfit;
    }
    const service = await this.objects.confirm<KnativeService>(serviceRef(canary));
    if (!service) {
      return missing(canary);
    }
    const latest = latestOf(service);
    return latest === undefined ? withoutRevision(canary) : { service, latest };
  }
}

/** The revision that was promoted last, or is being promoted, if users are still led to it by name. */
function promotedIn(service: KnativeService, { status }: Canary): string | undefined {
  const { phase, lastAppliedSpec, lastPromotedSpec } = status;
  const promoted = phase === 'Promoting' || phase === 'Finalising' ? lastAppliedSpec : lastPromotedSpec;
  return service.spec?.traffic?.find(
    ({ revisionName }) => revisionName !== undefined && revisionDigest(service, revisionName) === promoted,
  )?.revisionName;
}

/** The target, and its newest revision. */
interface Known {
  readonly service: KnativeService;
  readonly latest: string;
}

/** Which revision is to serve users, since which run. */
interface Serving {
  readonly service: KnativeService;
  readonly revision: string;
  readonly flaggerId: string;
}
