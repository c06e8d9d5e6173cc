import { isJsonObject, type Canary, type KubeObject, type Question, type RawCanary } from '@flagger/api';
import { objectKey, type Author, type Change } from '@flagger/memory-cluster';
import type { Applied, ToldEvent, Write } from './cluster/write.ts';
import { imageOf } from './cluster/deployments.ts';
import { at, listOf, textAt } from './json.ts';
import type { Mesh } from './meshes.ts';
import type { Verdict } from './outside.ts';
import type { Knowledge } from './cluster/knowledge.ts';
import { APEX, CONFIG, NAME, TARGET } from './scenario.ts';
import { SetBacks } from './set-backs.ts';
import { isRunning, stageOf, stepOf, type Stage } from './stage.ts';

/** One asking of one question. */
export interface AskedQuestion {
  readonly question: Question;
  readonly canary: Canary;
  readonly at: number;
  /** Names the step that it belongs to. */
  readonly step: string;
}

export interface Answered extends AskedQuestion {
  readonly verdict: Verdict;
}

/** How users are routed, by the mesh's own object. */
export interface Traffic {
  /** Most that any list gives the canary, percent. */
  readonly share: number;
  readonly isMirrored: boolean;
  readonly by: Author;
  /** Since when the canary gets nothing, ms; undefined while it gets something. */
  readonly calmSince: number | undefined;
}

/** What happened since the last step or check ended. */
class StepFacts {
  readonly messages: string[] = [];
  readonly eventIds = new Map<string, string>();
  readonly asked: AskedQuestion[] = [];
  readonly answered: Answered[] = [];
  /** Somebody edited routes or the apex service by hand. */
  isRouteEdited = false;
  isSpecEdited = false;

  constructor(readonly since: number) {}
}

/** What happened since the run began. */
class RunFacts {
  readonly passed = new Set<string>();
  readonly failed = new Set<string>();
  /** The spec or the routes were edited meanwhile, so that no number of steps can be told. */
  isEdited = false;
  isStarted = false;
}

/** What really happened, kept apart from the operator, for all its lives. */
export class Facts {
  stage: Stage = stageOf(undefined);
  step = new StepFacts(0);
  run = new RunFacts();
  isSetBack = false; // the last change of the routes, after one that was not the operator's
  traffic: Traffic = { share: 0, isMirrored: false, by: 'cluster', calmSince: 0 };
  /** Who let the apex service select what it selects, and since when. */
  apex: { readonly isOnPrimary: boolean; readonly by: Author; readonly since: number } = {
    isOnPrimary: false,
    by: 'cluster',
    since: 0,
  };
  /** What the revisions that were seen stand for: image and config. */
  readonly revisions = new Map<string, string>();

  /** The names of the service that a status said users are routed by. */
  readonly apexes = new Set<string>();
  readonly setBacks = new SetBacks();
  /** When the operator that lives was started, ms. */
  bornAt = 0;

  private configEditedAt = -Infinity;
  /** Ids of events that the server refused and that the operator that lives keeps. */
  readonly untold = new Set<string>();

  constructor(
    readonly mesh: Mesh,
    readonly now: () => number,
  ) {}

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
    if (objectKey(object) === objectKey(refOfSplit(this.mesh))) {
      this.routed(found, by);
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
      this.canaryChanged(type, before?.spec !== object.spec);
    }
  }

  /** The operator wrote a status: the next step begins, or even a run. */
  statusWritten({ before, after, known, canary }: Applied): void {
    const [from, to] = [stageOf(before), stageOf(after)];
    const target = known.first(objectKey(TARGET));
    this.apexes.add(apexIn(after));
    if (to.applied !== from.applied && target) {
      this.revisions.set(to.applied, imageOf(target));
    }
    if (stepOf(from) === stepOf(to)) {
      return;
    }
    this.stage = to;
    const moved = this.step.messages.findLast((message) => / canary weight 0$|Restarting analysis/.test(message));
    this.step = new StepFacts(this.now());
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
    const target = known.first(objectKey(TARGET));
    const config = at(known.first(objectKey(CONFIG)), 'metadata', 'resourceVersion');
    return [canary?.metadata.uid, stepOf(stageOf(canary)), JSON.stringify(at(target?.spec, 'template')), config].join(
      ' ',
    );
  }

  private canaryChanged(type: Change['type'], isNewSpec: boolean): void {
    if (type === 'deleted') {
      this.stage = stageOf(undefined);
      this.step = new StepFacts(this.now());
      this.run = new RunFacts();
      this.untold.clear();
      this.apexes.clear();
    }
    this.run.isEdited ||= isNewSpec;
    this.step.isSpecEdited ||= isNewSpec;
  }

  private routed(object: KubeObject | undefined, by: Author): void {
    const share = object ? shareOf(object, this.mesh) : 0;
    const isMirrored = object !== undefined && (this.mesh.split?.isMirrored(object) ?? false);
    const isCalm = share === 0 && !isMirrored;
    this.isSetBack = this.traffic.by !== 'operator' && by === 'operator';
    this.traffic = { share, isMirrored, by, calmSince: isCalm ? (this.traffic.calmSince ?? this.now()) : undefined };
    this.step.isRouteEdited ||= by !== 'operator';
    this.run.isEdited ||= by !== 'operator';
  }
}

/** Only another revision sets back what was reached; with the same image it may be another config. */
function isNewRun(from: Stage, to: Stage): boolean {
  if (to.phase !== 'Progressing' || to.weight + to.iterations > 0) {
    return false;
  }
  return (
    !isRunning(from)
    || to.applied !== from.applied
    || to.configs !== from.configs
    || from.phase === 'WaitingPromotion'
    || from.weight + from.iterations > 0
  );
}

/** The most that any list of an object gives the canary, percent. */
export function shareOf(object: KubeObject | undefined, { split }: Mesh, name = NAME): number {
  const lists = object ? (split?.lists(object) ?? []) : [];
  return Math.max(0, ...lists.flat().flatMap(({ to, weight }) => (to === `${name}-canary` ? [weight] : [])));
}

export const refOfSplit = ({ split }: Mesh, name = NAME) => ({
  apiVersion: split?.apiVersion ?? '',
  kind: split?.kind ?? '',
  metadata: { name: split?.name ?? name, namespace: TARGET.metadata.namespace },
});

export const specOf = (object: { readonly spec?: unknown } | undefined): Readonly<Record<string, unknown>> =>
  isJsonObject(object?.spec) ? object.spec : {};

/** The name of the service that users are routed by, as the status says it. */
function apexIn(object: KubeObject | undefined): string {
  const routed = listOf(at(object?.status, 'conditions')).find((each) => textAt(each, 'type') === 'Routed');
  return / routes (\S+):/.exec(textAt(routed, 'message'))?.[1] ?? NAME;
}
