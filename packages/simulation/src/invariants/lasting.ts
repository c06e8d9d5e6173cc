import { progressDeadlineMs, type Canary, type KubeObject } from '@flagger/api';
import { at, imageOf, isRaw, isReady, isServing, listOf, named, textAt } from '@flagger/simulated-cluster';
import { specOf } from '../facts.ts';
import { lacksPort } from '../named-port.ts';
import { placeOf, type Place } from '../places.ts';
import type { Look } from '../released.ts';
import { CANARY, NAME, OTHER_NAME } from '../scenario.ts';
import { refOfSplit, shareOf } from '../story-meshes.ts';
import { canaryOf, isLeftToTarget, isRunning, stageOf } from '../stage.ts';
import { isPaused } from './asked.ts';
import type { Invariant, World } from './invariant.ts';

const MINUTE = 60_000;

/** The longest that an operator waits before it tries again what failed, ms. */
const LONGEST_PAUSE_MS = 30_000;

/** What an operator that is there, and may write, needs to hear of something and to do something about it, ms. */
export const promptly = ({ weather, facts }: World): number =>
  weather.isCalm && facts.now() - weather.calmAt > LONGEST_PAUSE_MS ? 15_000 : 2 * MINUTE;

/** The parts of an operator's world that it cannot do without; undefined where one of them is not there. */
export function working(world: World) {
  const { server, weather, facts, isAway } = world;
  const canary = server.get(CANARY);
  const splits = facts.meshes.all.map((mesh) => named(refOfSplit(mesh)));
  const isHindered = [...splits, 'status Canary', named(facts.released.target)].some((what) =>
    weather.isForbidden(what),
  );
  if (isAway || isHindered || !canary || specOf(canary).suspend === true || canary.metadata.deletionTimestamp) {
    return undefined;
  }
  const { released } = facts;
  const look: Look = (ref) => server.get(ref);
  return { canary, stage: stageOf(canary), target: released.targetIn(look), primary: released.primaryIn(look) };
}

/** The Canary that the engine works with; undefined where it makes no sense. */
export const readable = (object: KubeObject): Canary | undefined => (isRaw(object) ? canaryOf(object) : undefined);

/** Whether a run is being analysed. */
export const isUnderWay = (phase: string): boolean => phase === 'Progressing' || phase === 'WaitingPromotion';

/** Whether a Canary has a condition of this type, whatever it says. */
export const hasCondition = (object: object | undefined, wanted: string): boolean =>
  listOf(at(object, 'status', 'conditions')).some((each) => textAt(each, 'type') === wanted);

export const served: Invariant = {
  name: 'nobody is left without pods',
  holds:
    'Users are not on a side without pods while the other side is ready, but for the moments that it takes to know.',
  lasts(world) {
    const found = working(world);
    const { facts, pods } = world;
    const mayLead = found && (isRunning(found.stage) || isLeftToTarget(found.stage));
    if (!mayLead || facts.traffic.by !== 'operator' || facts.mesh.split === undefined) {
      return undefined;
    }
    const { share } = facts.traffic;
    const [onCanary, onPrimary] = [share > 0, share < 100];
    const [hasCanary, hasPrimary] = facts.released.hasParts
      ? [NAME, `${NAME}-primary`].map((name) => pods.available(name) > 0)
      : [found.target, found.primary].map(isServing);
    const ms = promptly(world);
    if (onCanary && !hasCanary && isReady(found.primary)) {
      return { what: `the canary has ${share} % and no pods`, ms };
    }
    // pods that have no port by the name that the Canary calls them at serve nobody, however ready they are
    const canServe = isReady(found.target) && !(facts.released.hasParts && lacksPort(found.canary, found.target));
    return onPrimary && !hasPrimary && canServe
      ? { what: `the primary has ${100 - share} % and no pods`, ms }
      : undefined;
  },
};

export const unanalysed: Invariant = {
  name: 'nobody gets a revision that nobody looked at',
  holds:
    'Users leave a target that is neither the revision that the run is about nor the promoted one, whatever obstructs the run.',
  lasts(world) {
    const found = working(world);
    const { facts } = world;
    const isAnalysed = found && (isUnderWay(found.stage.phase) || isLeftToTarget(found.stage));
    if (!isAnalysed || !isReady(found.primary) || facts.traffic.by !== 'operator') {
      return undefined;
    }
    const { applied, promoted } = found.stage;
    const [wanted, before, is] = [facts.revisions.get(applied), facts.revisions.get(promoted), imageOf(found.target)];
    const isOther = wanted !== undefined && is !== '' && wanted !== is && before !== is;
    return isOther && facts.traffic.share > 0
      ? { what: `the run is about ${wanted}, and ${is} has ${facts.traffic.share} %`, ms: promptly(world) }
      : undefined;
  },
};

export const obstructed: Invariant = {
  name: 'an obstructed run ends',
  holds:
    'A run that something stops from outside ends at its deadline, if the primary serves and users can be led there.',
  lasts(world) {
    const found = working(world);
    if (!found || !isUnderWay(found.stage.phase) || !isReady(found.primary) || world.facts.traffic.by !== 'operator') {
      return undefined;
    }
    const { canary, target } = found;
    const spec = readable(canary)?.spec;
    const isStopped = !isPaused(canary) && (!target || !spec || hasCondition(canary, 'Obstructed'));
    const deadline = spec ? progressDeadlineMs(spec) : 2 * MINUTE;
    return isStopped ? { what: 'something stops the run', ms: deadline + MINUTE + slowest(world) } : undefined;
  },
};

/** A hook after the run, or one that is under way. */
export const slowest = ({ outside }: World): number => (outside.takes?.most ?? MINUTE) + MINUTE;

export const leftBehind: Invariant = {
  name: 'nobody is left behind under a former name',
  holds:
    'Once the service has another name, or the Canary another mesh, users of the former one are led to the primary.',
  lasts(world) {
    const found = working(world);
    const { facts, weather } = world;
    const refs = facts.meshes.all.flatMap((mesh) => [NAME, OTHER_NAME].map((name) => refOfSplit(mesh, name)));
    const isHindered = refs.some((ref) => weather.isForbidden(named(ref)));
    if (!found || isHindered || !isReady(found.primary) || !readable(found.canary)) {
      return undefined;
    }
    const apex = textAt(specOf(found.canary), 'service', 'name') || NAME;
    // who calls a Service of Knative calls the target, whatever the Canary names its service
    const isHere = (place: Place): boolean =>
      (place.apex === apex || !facts.released.hasParts) && facts.mesh.provider.names.includes(place.provider);
    const formers = [...facts.places.values()].filter((place) => !isHere(place));
    const left = formers.find((place) => shareAt(world, place) > 0 && !isEditedUnseen(world, place));
    return left && { what: `the canary has users of ${left.apex} in ${left.provider}`, ms: promptly(world) };
  },
};

/** Whether somebody changed it so shortly before it was let go that the watch brought it after that. */
function isEditedUnseen({ server, facts }: World, { provider, apex }: Place): boolean {
  const mesh = facts.meshes.all.find((each) => each.provider.names.includes(provider));
  const routed = placeOf(server.get(CANARY));
  const isLetGo = routed?.provider !== provider || routed.apex !== apex;
  return mesh !== undefined && isLetGo && facts.everyTraffic.in({ mesh, apex }).by === 'hand';
}

function shareAt({ server, facts }: World, { provider, apex }: Place): number {
  const mesh = facts.meshes.all.find((each) => each.provider.names.includes(provider));
  return mesh?.split ? shareOf(server.get(refOfSplit(mesh, apex)), mesh, apex) : 0;
}
