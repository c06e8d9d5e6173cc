// The canaries of a soak: released, edited, deleted and made anew at random; each as an index of lib/workload.mjs that is used once.
import { pick, weighed } from '../chance.mjs';
import * as w from '../workload.mjs';

const ACTIONS = { release: 6, 'bad release': 2, config: 2, replace: 2, interval: 1 };
const ENDED = ['Succeeded', 'Failed'];

const deployments = (i) => `/apis/apps/v1/namespaces/${w.nsOf(i)}/deployments`;
const canaries = (i) => `/apis/flagger.app/v1beta1/namespaces/${w.nsOf(i)}/canaries`;
const configMaps = (i) => `/api/v1/namespaces/${w.nsOf(i)}/configmaps`;

export class Shops {
  /** Of each index: when it was changed last. */
  open = new Map();
  counts = {};
  made = 0;
  changes = 0;

  constructor({ kube, observer, prom, sink, chance }) {
    Object.assign(this, { kube, observer, prom, sink, chance });
  }

  async openMany(count) {
    const indices = Array.from({ length: count }, () => this.made++);
    await w.createTargets(this.kube, indices);
    await Promise.all(indices.map((i) => this.furnish(i)));
  }

  /** A canary of a DaemonSet that never comes. */
  async wantDaemonSet() {
    const waiting = w.canary(0);
    const targetRef = { ...waiting.spec.targetRef, kind: 'DaemonSet', name: 'daemon' };
    const metadata = { ...waiting.metadata, name: 'daemon' };
    await this.kube.apply(canaries(0), { ...waiting, metadata, spec: { ...waiting.spec, targetRef } });
  }

  /** With a config that it tracks, and hooks in each third. */
  async furnish(i) {
    await this.kube.apply(configMaps(i), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: w.nameOf(i), namespace: w.nsOf(i) },
      data: { number: '0' },
    });
    const containers = [{ name: 'app', envFrom: [{ configMapRef: { name: w.nameOf(i) } }] }];
    await this.kube.strategic(`${deployments(i)}/${w.nameOf(i)}`, { spec: { template: { spec: { containers } } } });
    await w.createCanaries(this.kube, [i], {
      analysis: { stepWeight: 50, maxWeight: 50 },
      threshold: 1,
      webhooks: i % 3 === 0 ? w.hooks(this.sink.url) : undefined,
    });
    this.open.set(i, undefined);
  }

  /** One change of one canary. */
  async act() {
    const action = weighed(this.chance, ACTIONS);
    // of a canary that is still made nobody could tell whether a change was a release
    const i = pick(this.chance, [...this.open.keys()]);
    if (action !== 'replace' && ['', 'Initializing'].includes(this.observer.phase(i))) return undefined;
    this.counts[action] = (this.counts[action] ?? 0) + 1;
    const number = ++this.changes;
    switch (action) {
      case 'replace':
        return this.replace(i);
      case 'interval':
        return w.patchCanary(this.kube, i, { spec: { analysis: { interval: pick(this.chance, ['10s', '11s']) } } });
      case 'config':
        this.open.set(i, Date.now());
        return this.kube.merge(`${configMaps(i)}/${w.nameOf(i)}`, { data: { number: String(number) } });
      default:
        this.prom.bad.set(w.nameOf(i), action === 'bad release');
        this.open.set(i, Date.now());
        return w.setImage(this.kube, i, `app:release-${number}`);
    }
  }

  /** The canary goes with all that is its own, at whatever it was, and another one comes. */
  async replace(i) {
    this.open.delete(i);
    this.prom.bad.delete(w.nameOf(i));
    await this.kube.delete(`${canaries(i)}/${w.nameOf(i)}`);
    await this.kube.delete(`${deployments(i)}/${w.nameOf(i)}`);
    await this.kube.delete(`${configMaps(i)}/${w.nameOf(i)}`);
    await this.openMany(1);
  }

  /** Those with something left to do, and what they are at. */
  restless() {
    return [...this.open].flatMap(([i, changedAt]) => {
      const why = this.whyRestless(i, changedAt);
      return why ? [`${w.nameOf(i)}: ${why}`] : [];
    });
  }

  whyRestless(i, changedAt) {
    const last = (map) => this.observer.since(map, i, 0).at(-1);
    const { t = 0, v: { phase } = {} } = last(this.observer.canaries) ?? {};
    const isEnded =
      changedAt === undefined ? [...ENDED, 'Initialized'].includes(phase) : ENDED.includes(phase) && t >= changedAt;
    const users = last(this.observer.routes)?.v.canary;
    const replicas = last(this.observer.targets)?.v.replicas;
    if (!isEnded) return `phase ${phase || 'none'}${changedAt === undefined ? '' : ', changed since'}`;
    if (users !== 0) return `${users} % of the users are on the canary in phase ${phase}`;
    return replicas === 0 ? undefined : `${replicas} replicas of the target in phase ${phase}`;
  }
}
