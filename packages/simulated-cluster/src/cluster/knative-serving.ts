import { isSameJson, type KubeObject, type Ref } from '@flagger/api';
import { timeText, type Change } from '@flagger/memory-cluster';
import { asObject, at, listOf, textAt } from '../json.ts';
import type { DeploymentsPorts } from './deployments.ts';
import { isNewer, isService, KNATIVE_API, readyOf, revisionOf, trafficOf } from './knative-objects.ts';

/** What Knative knows of one Service. */
interface Served {
  readonly service: Ref;
  /** What its newest revision was made of. */
  template: unknown;
  made: number;
  created: string | undefined;
  /** The newest that was ready once: who follows the template is led there. */
  ready: string | undefined;
  observed: number;
  traffic: readonly object[] | undefined;
  /** Why it does not route as its traffic says. */
  routes: Condition;
}

interface Condition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

const ROUTED: Condition = { status: 'True' };
const OUTDATED: Condition = { status: 'Unknown', reason: 'OutOfDate' };
const QUICK = { least: 5, most: 200 };

/**
 * Plays Knative's controllers: a revision for each new template, some time after the Service was looked at; revisions
 * that start late or never; and traffic that is taken some time later, or not at all while a revision that it names is
 * not ready.
 */
export class KnativeServing {
  private readonly all = new Map<string, Served>();

  constructor(private readonly ports: DeploymentsPorts) {
    ports.server.onChange((change) => this.changed(change));
  }

  /** A revision cannot serve for a while. */
  fail(revision: Ref, ms: number): void {
    if (readyOf(this.ports.server.get(revision)) !== 'True') {
      return;
    }
    this.sayReady(revision, { status: 'False', reason: 'ResourcesUnavailable' });
    this.ports.clock.quietly(ms, () => this.sayReady(revision, ROUTED));
  }

  private changed({ type, object, before }: Change): void {
    if (!isService(object)) {
      return;
    }
    const { uid = '', generation } = object.metadata;
    if (type === 'deleted') {
      this.all.delete(uid);
    } else if (before?.metadata.generation !== generation) {
      this.soon(() => this.observe(object, generation));
    }
  }

  private observe(service: KubeObject, generation: number | undefined): void {
    const live = this.live(service);
    if (live?.metadata.generation !== generation || !live) {
      return;
    }
    const served = this.servedBy(live);
    served.observed = generation ?? 0;
    const template = at(live.spec, 'template');
    if (isSameJson(template, served.template)) {
      this.reroute(served);
      return;
    }
    // the Configuration makes the revision, perhaps some time after the Service was looked at
    const { random, clock } = this.ports;
    if (random.chance(0.5)) {
      this.make(served, template);
    } else {
      this.report(served);
      clock.quietly(random.between(5, random.chance(0.2) ? 3000 : 200), () => this.make(served, template));
    }
  }

  private make(served: Served, template: unknown): void {
    const live = this.live(served.service);
    if (!live || !isSameJson(at(live.spec, 'template'), template)) {
      return;
    }
    const { name, namespace, uid = '' } = live.metadata;
    served.made++;
    served.template = template;
    served.created = `${name}-${String(served.made).padStart(5, '0')}`;
    const revision = revisionOf(served.created, namespace);
    const owner = { apiVersion: KNATIVE_API, kind: 'Service', name, uid, controller: true };
    const metadata = { ...revision.metadata, ownerReferences: [owner] };
    // a Service that was just made anew finds those of the former one until they are collected
    this.ports.server.drop(revision, 'cluster');
    this.ports.server.create({ ...revision, metadata, spec: at(template, 'spec') }, 'cluster');
    this.sayReady(revision, { status: 'Unknown', reason: 'Deploying' });
    this.start(served, revision);
    this.reroute(served);
  }

  private start(served: Served, revision: Ref): void {
    const { random, clock, server } = this.ports;
    const image = textAt(listOf(at(server.get(revision)?.spec, 'containers'))[0], 'image');
    const quality = this.ports.qualityOf(image);
    const isBroken = quality === 'broken';
    const slowly = quality === 'slow' || isBroken;
    clock.quietly(slowly ? random.between(20_000, 90_000) : random.between(500, 6000), () => {
      this.sayReady(revision, isBroken ? { status: 'False', reason: 'ProgressDeadlineExceeded' } : ROUTED);
      if (!isBroken && isNewer(revision.metadata.name, served.ready)) {
        served.ready = revision.metadata.name;
      }
      this.reroute(served);
    });
  }

  /** The traffic is taken some time later. */
  private reroute(served: Served): void {
    const live = this.live(served.service);
    if (!live) {
      return;
    }
    served.routes = isSameJson(served.traffic, this.wanted(live, served)) ? served.routes : OUTDATED;
    this.report(served);
    this.soon(() => this.route(served));
  }

  private route(served: Served): void {
    const live = this.live(served.service);
    if (!live || live.metadata.generation !== served.observed) {
      return;
    }
    served.routes = this.verdictOn(live, served);
    served.traffic = served.routes.status === 'True' ? this.wanted(live, served) : served.traffic;
    this.report(served);
  }

  private verdictOn(live: KubeObject, { ready }: Served): Condition {
    if (ready === undefined) {
      return { status: 'Unknown', reason: 'Deploying' };
    }
    const named = trafficOf(live).map((target) => textAt(target, 'revisionName'));
    const unfit = named.find((name) => name !== '' && this.readyOf(name, live) !== 'True');
    if (unfit === undefined) {
      return ROUTED;
    }
    const found = this.readyOf(unfit, live);
    return found === ''
      ? { status: 'False', reason: 'RevisionMissing', message: `Revision "${unfit}" referenced in traffic not found.` }
      : {
          status: found === 'False' ? 'False' : 'Unknown',
          reason: 'RevisionUnready',
          message: `${unfit} is not ready`,
        };
  }

  private wanted(live: KubeObject, { ready }: Served): readonly object[] {
    return trafficOf(live).map((target) => ({
      ...asObject(target),
      latestRevision: at(target, 'latestRevision') === true,
      revisionName: textAt(target, 'revisionName') || ready,
    }));
  }

  private report(served: Served): void {
    if (!this.live(served.service)) {
      return;
    }
    const { observed, created, ready, traffic, routes } = served;
    const status = {
      observedGeneration: observed,
      ...(created !== undefined && { latestCreatedRevisionName: created }),
      ...(ready !== undefined && { latestReadyRevisionName: ready }),
      ...(traffic && { traffic }),
      conditions: [{ type: 'RoutesReady', ...routes }],
    };
    this.ports.server.patch(served.service, { status }, { by: 'cluster', part: 'status' });
  }

  private sayReady(revision: Ref, ready: Condition): void {
    const { server, clock } = this.ports;
    if (!server.get(revision)) {
      return;
    }
    const conditions = [{ type: 'Ready', ...ready, lastTransitionTime: timeText(clock.now()) }];
    server.patch(revision, { status: { conditions } }, { by: 'cluster', part: 'status' });
    const [owner] = server.get(revision)?.metadata.ownerReferences ?? [];
    const served = this.all.get(owner?.uid ?? '');
    if (served && served.created !== undefined) {
      this.soon(() => this.route(served));
    }
  }

  private readyOf(name: string, { metadata: { namespace } }: KubeObject): string {
    return readyOf(this.ports.server.get(revisionOf(name, namespace)));
  }

  /** The same Service, not one of its name that was made since. */
  private live(service: Ref): KubeObject | undefined {
    const live = this.ports.server.get(service);
    return live && this.isSame(live, service) ? live : undefined;
  }

  private isSame({ metadata }: KubeObject, { metadata: other }: Ref): boolean {
    return !('uid' in other) || metadata.uid === other.uid;
  }

  private servedBy(service: KubeObject): Served {
    const { uid = '' } = service.metadata;
    const known = this.all.get(uid);
    if (known) {
      return known;
    }
    const fresh: Served = {
      service,
      template: undefined,
      made: 0,
      created: undefined,
      ready: undefined,
      observed: 0,
      traffic: undefined,
      routes: OUTDATED,
    };
    this.all.set(uid, fresh);
    return fresh;
  }

  private soon(then: () => void): void {
    this.ports.clock.quietly(this.ports.random.between(QUICK.least, QUICK.most), then);
  }
}
