import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Canary,
  type KubeObject,
  mergePatched,
  parseCanary,
  type RawCanary,
  type Ref,
  type Workloads,
} from '@flagger/api';
import { MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { parse } from 'yaml';
import { type Deployment, replicasOf } from './deployment.ts';
import { createWorkloads, WORKLOAD_DEFAULTS } from './index.ts';
import type { PodWorkload } from './pod-workload.ts';

/**
 * One recording of Flagger: what the driver did (`op`), what we do in the place of Flagger's ticks (`do`), and what
 * Flagger wrote there.
 */
interface Golden {
  readonly title: string;
  readonly recording: string;
  readonly includeLabelPrefix: readonly string[];
  readonly canary: RawCanary;
  readonly given: readonly KubeObject[];
  readonly steps: readonly Step[];
}

type Step = Edit | Done | { readonly see: { readonly isPromoted: boolean; readonly isApexOnPrimary: boolean } };

type Edit = { readonly kind: string; readonly name: string } & (
  | { readonly op: 'set-image'; readonly image: string }
  | { readonly op: 'merge-patch'; readonly patch: object }
  | { readonly op: 'delete' }
);

interface Done {
  readonly do:
    'ensureServices' | 'ensurePrimary' | 'ensureApex' | 'ensureScaler' | 'promote' | 'sleepTarget' | 'wakeTarget';
  readonly flaggerId?: string;
  readonly replicas?: number;
  readonly update?: boolean;
  readonly wrote?: readonly (
    { readonly created: KubeObject } | { readonly changed: string; readonly changes: Readonly<Record<string, unknown>> }
  )[];
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
};

const folder = new URL('./golden/', import.meta.url);
const goldens = readdirSync(folder).map((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as Golden);

describe('Workloads write what Flagger wrote', () => {
  it.each(goldens)('for $title ($recording)', async (golden) => {
    const replay = new Replay(golden);
    for (const step of golden.steps) {
      if ('op' in step) {
        replay.edit(step);
      } else if ('see' in step) {
        expect(await replay.seen()).toEqual(step.see);
      } else {
        await replay.check(step);
      }
    }
  });
});

class Replay {
  private readonly objects: MemoryObjects;
  private readonly workloads: Workloads;
  private canary: Canary;

  constructor({ canary, given, includeLabelPrefix }: Golden) {
    this.objects = new MemoryObjects({ objects: given });
    this.workloads = createWorkloads({
      objects: this.objects,
      configs: new MemoryConfigs(this.objects),
      options: { ...WORKLOAD_DEFAULTS, includeLabelPrefix },
      now: () => 0,
    });
    this.canary = canaryOf(canary);
  }

  edit(edit: Edit): void {
    if (edit.kind === 'Canary' && edit.op === 'merge-patch') {
      this.canary = canaryOf(mergePatched(this.canary, edit.patch) as RawCanary);
      return;
    }
    const live = this.live(edit.kind, edit.name);
    if (edit.op === 'delete') {
      this.objects.delete(live);
    }
    if (edit.op === 'merge-patch') {
      this.objects.set(edited(live, edit.patch));
    }
    if (edit.op === 'set-image') {
      this.objects.set(withImage(this.workload(edit.kind, edit.name), edit.image));
    }
  }

  async seen(): Promise<object> {
    const { target, isApexOnPrimary } = await this.workloads.see(this.canary);
    return { isPromoted: target.state === 'found' && target.isPromoted, isApexOnPrimary };
  }

  async check(step: Done): Promise<void> {
    const before = this.objects.all();
    const written = await this.act(step);
    const wrote = this.objects.all().filter((object) => !before.includes(object));
    expect([...written].sort()).toEqual(wrote.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort());
    if (step.wrote) {
      expect(wrote.map((object) => told(object, before)).sort(byName)).toEqual([...step.wrote].sort(byName));
    }
    if (step.replicas !== undefined) {
      const { kind, name } = this.canary.spec.targetRef;
      expect(replicasOf(this.workload<Deployment>(kind, name))).toBe(step.replicas);
    }
    expect(await this.act(step)).toEqual([]);
  }

  private async act({ do: what, flaggerId = '', update = false }: Done): Promise<readonly string[]> {
    if (what === 'ensurePrimary') {
      return this.workloads.ensurePrimary(this.canary, flaggerId);
    }
    if (what === 'ensureScaler') {
      return this.workloads.ensureScaler(this.canary, update);
    }
    if (what !== 'promote') {
      return this.workloads[what](this.canary);
    }
    const { target } = await this.workloads.see(this.canary);
    return this.workloads.promote(
      this.canary,
      { revision: target.state === 'found' ? target.workload.revision : '' },
      flaggerId,
    );
  }

  private live(kind: string, name: string): KubeObject {
    const { namespace } = this.canary.metadata;
    const apiVersion = API_VERSIONS[kind] ?? 'v1';
    const live = this.objects.peek({ apiVersion, kind, metadata: { name, namespace } });
    if (!live) {
      throw new Error(`${kind} ${name} is not there`);
    }
    return live;
  }

  private workload<T extends PodWorkload>(kind: string, name: string): T {
    const ref: Ref = this.live(kind, name);
    const live = this.objects.peek<T>(ref);
    if (!live) {
      throw new Error(`${name} is not there`);
    }
    return live;
  }
}

function canaryOf(raw: RawCanary): Canary {
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

const edited = (live: KubeObject, patch: object): KubeObject => mergePatched(live, patch) as KubeObject;

function withImage(live: PodWorkload, image: string): PodWorkload {
  const { template } = live.spec;
  const [first, ...others] = template.spec.containers;
  if (!first) {
    throw new Error('no container');
  }
  const containers = [{ ...first, image }, ...others];
  return { ...live, spec: { ...live.spec, template: { ...template, spec: { ...template.spec, containers } } } };
}

/** In the words of the recordings: an object as created, or the paths that changed. */
function told(object: KubeObject, before: readonly KubeObject[]): object {
  const former = before.find(({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name);
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    ...metadata
  } = object.metadata;
  if (!former) {
    return { created: { ...object, metadata } };
  }
  const [from, to] = [leaves(former), leaves(object)];
  const paths = [...new Set([...from.keys(), ...to.keys()])].filter(
    (path) => from.get(path) !== to.get(path) && !/^\/metadata\/(resourceVersion|generation)$/.test(path),
  );
  return {
    changed: `${object.kind}/${object.metadata.name}`,
    changes: Object.fromEntries(paths.map((path) => [path, difference(from.get(path), to.get(path))])),
  };
}

function difference(from: unknown, to: unknown): object {
  if (from === undefined) {
    return { added: to };
  }
  return to === undefined ? { removed: from } : { from, to };
}

function leaves(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return new Map([[path, value]]);
  }
  return new Map(Object.entries(value).flatMap(([key, part]) => [...leaves(part, `${path}/${key}`)]));
}

const byName = (a: object, b: object): number => (nameIn(a) < nameIn(b) ? -1 : 1);

function nameIn(told: { readonly created?: KubeObject; readonly changed?: string }): string {
  return told.created ? `${told.created.kind}/${told.created.metadata.name}` : (told.changed ?? '');
}
