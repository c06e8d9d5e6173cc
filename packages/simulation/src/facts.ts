import { isJsonObject, type Canary, type KubeObject, type Question, type RawCanary, type Ref } from '@flagger/api';
import { objectKey, type Author, type Change } from '@flagger/memory-cluster';
import {
  type Applied,
  at,
  imageOf,
  type Knowledge,
  textAt,
  type ToldEvent,
  type Write,
} from '@flagger/simulated-cluster';
import type { Mesh } from './meshes.ts';
import { lacksPort } from './named-port.ts';
import type { Verdict } from './outside.ts';
import { comparedTo } from './comparing/compared-to.ts';
import type { Requests } from './comparing/requests.ts';
import { apexIn, placesIn, type Place } from './places.ts';
import { type Look, type Released, releasedIn, seenFirst } from './released.ts';
import { APEX, CANARY, CONFIG, NAME } from './scenario.ts';
import { SetBacks } from './set-backs.ts';
import { isRunning, stageOf, stepOf, type Stage } from './stage.ts';
import { isNewRun, isSameStep } from './step-changes.ts';
import { RunFacts, StepFacts, type Answered, type AskedQuestion } from './step-facts.ts';
import { StoryMeshes, type Split } from './story-meshes.ts';
import { isRoutedOtherwise, TrafficFacts, type Traffic } from './traffic-facts.ts';

/** What facts are told of. */
export interface FactsPorts {
  /** Ms since the epoch. */
  readonly now: () => number;
  readonly requests: Requests;
  /** At the cluster as it is. */
  readonly look: Look;
}

/** What really happened, kept apart from the operator, for all its lives. */
export class Facts {
  stage: Stage = stageOf(undefined);
  step = new StepFacts(0);
  run = new RunFacts();
  isSetBack = false; // the last change of the routes, after one that was not the operator's
  readonly meshes: StoryMeshes;
  readonly everyTraffic = new TrafficFacts();
  /** Who let the apex service select what it selects, and since when. */
  apex: { readonly isOnPrimary: boolean; readonly by: Author; readonly since: number } = {
    isOnPrimary: false,
    by: 'cluster',
    since: 0,
  };
  /** What the revisions that were seen stand for: image and config. */
  readonly revisions = new Map<string, string>();
  /** The same revisions, and what their pods are made from. */
  readonly templates = new Map<string, string>();
  /** Whether the CRD is an older one, which drops what a comparison remembers. */
  hasOlderCrd = false;

  /** By which mesh and name of the service a status said that users are routed, or are to be. */
  readonly places = new Map<string, Place>();
  readonly setBacks = new SetBacks();
  /** When the operator that lives was started, ms. */
  bornAt = 0;

  private configEditedAt = -Infinity;
  /** Ids of events that the server refused and that the operator that lives keeps. */
  readonly untold = new Set<string>();

  readonly now: () => number;
  readonly requests: Requests;
  readonly look: Look;

  constructor(mesh: Mesh, { now, requests, look }: FactsPorts) {
    this.meshes = new StoryMeshes(mesh);
    this.now = now;
    this.requests = requests;
    this.look = look;
  }

  /** The mesh that the Canary names now. */
  get mesh(): Mesh {
    return this.meshes.now;
  }

  /** How users are routed in that mesh, under the name that the status says. */
  get traffic(): Traffic {
    const apex = this.released.hasParts ? apexIn(this.mesh, this.look(CANARY)) : NAME;
    return this.everyTraffic.in({ mesh: this.mesh, apex });
  }

  /** What is released; a Canary moves only where that is the same. */
  get released(): Released {
    return releasedIn(this.mesh);
  }

  /** The target as a turn saw it when it looked first. */
  sawTarget(known: Knowledge): KubeObject | undefined {
    return this.released.targetIn(seenFirst(known));
  }

  /** The target that a turn saw, with what it did not look at, such as the revision that it only knew the name of. */
  private named(known: Knowledge): KubeObject | undefined {
    const { target } = this.released;
    const isTarget = (ref: Ref): boolean => objectKey(ref) === objectKey(target);
    return this.released.targetIn((ref) => known.first(objectKey(ref)) ?? (isTarget(ref) ? undefined : this.look(ref)));
  }

  /** The primary as a turn saw it when it looked first. */
  sawPrimary(known: Knowledge): KubeObject | undefined {
    return this.released.primaryIn(seenFirst(known));
  }

  /** Another operator begins, which knows nothing of before. */
  started(): void {
    this.untold.clear();
    this.setBacks.forget();
    this.bornAt = this.now();
  }

  /** Somebody, whoever it was, changed something. */
  changed(change: Change): void {
    const { type, object, by, before } = change;
    this.setBacks.heard(change, this.now());
    const found = type === 'deleted' ? undefined : object;
    for (const split of this.meshes.splitsIn(object)) {
      if (found === undefined || isRoutedOtherwise(split.mesh, before, found)) {
        this.routed(split, found, by);
      }
    }
    if (objectKey(object) === objectKey(APEX)) {
      const [was, is] = [before, found].map((service) => textAt(service?.spec, 'selector', 'app'));
      this.apex = { isOnPrimary: is === `${NAME}-primary`, by, since: was === NAME ? this.now() : this.apex.since };
      this.step.isRouteEdited ||= by !== 'operator';
    }
    if (objectKey(object) === objectKey(CONFIG)) {
      this.configEditedAt = this.now();
    }
    if (object.kind === 'Canary') {
      this.meshes.named(object);
      if (before === undefined) {
        this.everyTraffic.begunIn({ mesh: this.mesh, apex: textAt(object.spec, 'service', 'name') || NAME });
      }
      this.canaryChanged(type, before?.spec !== object.spec);
    }
  }

  /** The operator wrote a status: the next step begins, or even a run. */
  statusWritten({ before, after, known, canary }: Applied): void {
    const [from, to] = [stageOf(before), stageOf(after)];
    const target = this.named(known);
    placesIn(after).forEach((place) => this.places.set(`${place.provider} ${place.apex}`, place));
    if (to.applied !== from.applied && to.applied !== '' && target) {
      this.revisions.set(to.applied, imageOf(target));
      this.templates.set(to.applied, templateOf(target));
    }
    this.run.compared(comparedTo(before, after, this.step.asked), before, this.hasOlderCrd);
    if (stepOf(from) === stepOf(to)) {
      return;
    }
    this.stage = to;
    const moved = this.step.messages.findLast((message) => / canary weight 0$|Restarting analysis/.test(message));
    this.step = new StepFacts(this.now(), isSameStep(before, after) ? this.step.messages : []);
    if (isNewRun(from, to) || canary?.metadata.uid !== after?.metadata.uid) {
      this.run = new RunFacts();
    }
    const isMirrorStep = moved?.endsWith(' canary weight 0') === true && isRunning(from);
    this.run.isStarted ||= isMirrorStep || to.weight > 0 || to.iterations > 0;
  }

  /** Whether somebody edited the config so lately that the run cannot be about that yet. */
  get hasNewConfig(): boolean {
    return this.now() - this.configEditedAt < 60_000;
  }

  /** An event was refused: it counts as told in its step, and is to be told later. */
  refused(event: ToldEvent, write: Write): void {
    // what a turn that failed says is not kept
    if (!write.isExplaining && !this.untold.has(event.id)) {
      this.told(event, write);
      this.untold.add(event.id);
    }
  }

  told({ id, message }: ToldEvent, write: Write): void {
    if (this.untold.delete(id)) {
      return;
    }
    this.step.messages.push(message);
    if (!write.isExplaining) {
      this.step.eventIds.set(`${this.stepNow(write)} ${write.canary?.metadata.generation} ${message}`, id);
    }
  }

  asked(asked: AskedQuestion): void {
    this.step.asked.push(asked);
  }

  answered(answered: Answered): void {
    this.step.answered.push(answered);
    const { question, verdict } = answered;
    if (question.what !== 'check') {
      return;
    }
    if (verdict === 'yes') {
      this.run.passed.add(question.id);
    }
    if (verdict === 'no') {
      this.run.failed.add(question.id);
    }
  }

  /** The last answer to such a question in this step. */
  last(what: Question['what']): Verdict | undefined {
    return this.step.answered.findLast(({ question }) => question.what === what)?.verdict;
  }

  /** Names the step that a write belongs to, from what its turn knew. */
  stepNow({ canary, known }: { readonly canary: Canary | RawCanary | undefined; readonly known: Knowledge }): string {
    const target = this.sawTarget(known);
    const config = at(known.first(objectKey(CONFIG)), 'metadata', 'resourceVersion');
    // of a target that cannot be used no revision is seen
    const isUnseen = this.released.hasParts && lacksPort(canary, target);
    const revision = isUnseen ? [] : [templateOf(target), config];
    return [canary?.metadata.uid, stepOf(stageOf(canary)), ...revision].join(' ');
  }

  private canaryChanged(type: Change['type'], isNewSpec: boolean): void {
    if (type === 'deleted') {
      this.stage = stageOf(undefined);
      this.step = new StepFacts(this.now());
      this.run = new RunFacts();
      this.untold.clear();
      this.places.clear();
    }
    this.run.isEdited ||= isNewSpec;
    this.step.isSpecEdited ||= isNewSpec;
  }

  private routed(split: Split, object: KubeObject | undefined, by: Author): void {
    this.isSetBack = this.everyTraffic.in(split).by !== 'operator' && by === 'operator';
    this.everyTraffic.changed(split, object, { by, now: this.now() });
    this.step.isRouteEdited ||= by !== 'operator';
    this.run.isEdited ||= by !== 'operator';
  }
}

/** What the pods of a workload are made from. */
export const templateOf = (workload: { readonly spec?: unknown } | undefined): string =>
  JSON.stringify(at(workload?.spec, 'template'));

export const specOf = (object: { readonly spec?: unknown } | undefined): Readonly<Record<string, unknown>> =>
  isJsonObject(object?.spec) ? object.spec : {};
