import { isSameJson, type KubeObject, type RawCanary, type Ref } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { at, isReady, isServing, listOf, type Random, textAt } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import { specOf } from '../facts.ts';
import { canaryCalled, isOlder } from '../heirs/canaries.ts';
import { told } from '../hands.ts';
import type { Complaint, Invariant, World } from '../invariants/invariant.ts';
import { promptly } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { placeOf } from '../places.ts';
import { APEX, CANARY, NAME, OTHER_NAME } from '../scenario.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest, stageOf } from '../stage.ts';
import { refOfSplit } from '../story-meshes.ts';
import { aQuality, canaryOf, dying, refusing, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentCalled, deploymentOf, led, ledToBy, serviceCalled, targetNameOf } from './users.ts';

/** The Canaries, and the Deployment that each of them names. */
const TARGETS = { elder: 'one', younger: 'two' } as const;
const CANARIES = ['elder', 'younger'] as const;
type Name = (typeof CANARIES)[number];

const SERVICES = new Set(['', '-primary', '-canary'].map((ending) => objectKey(serviceCalled(NAME + ending))));

type Claiming = Pick<KubeObject, 'metadata'> & { readonly spec?: unknown; readonly status?: unknown };

const isClaiming = (canary: Claiming): boolean => textAt(canary.spec, 'service', 'name') === NAME;
const primaryOf = (canary: Claiming): string => `${targetNameOf(canary)}-primary`;
const leads = (canary: KubeObject | RawCanary): boolean => placeOf(canary)?.apex === NAME;

/** Whether one had the service before the other: who led its users already, then the older. */
const comesBefore = (one: KubeObject | RawCanary, other: KubeObject | RawCanary): boolean =>
  leads(one) === leads(other) ? isOlder(one, other) : leads(one);

/** Those that name the service, the one that works first. */
const claimantsIn = ({ server }: Pick<World, 'server'>): readonly KubeObject[] =>
  server
    .list(CANARY.kind)
    .filter(isClaiming)
    .toSorted((one, other) => (comesBefore(one, other) ? -1 : 1));

export const UNDISTURBED: Invariant = {
  name: 'only one Canary of a service leads its users',
  holds:
    'A Canary writes nothing of services whose users another one led before it, once its operator knows of that one.',
  applied({ ref, canary, others, before, after }, { meshes }) {
    const isOfMesh = isSplitOfService(ref, meshes.now);
    const first =
      canary && isClaiming(canary) && others.find((other) => isClaiming(other) && comesBefore(other, canary));
    // a further owner, so that it outlives the other Canary, is no change to users
    if (first && isOfMesh && !isSameJson(before?.spec, after?.spec)) {
      return `${ref.kind} ${ref.metadata.name} is written for ${canary.metadata.name} beside ${first.metadata.name}`;
    }
    return first && SERVICES.has(objectKey(ref)) && ledToBy(before) !== ledToBy(after)
      ? `Service ${ref.metadata.name} goes to ${ledToBy(after) || 'nobody'} for ${canary.metadata.name} beside ${first.metadata.name}`
      : undefined;
  },
};

export const HANDED_OVER: Invariant = {
  name: 'users of a service go from who serves to who serves',
  holds:
    'A Canary that did not lead the users of a service before takes over one that leads to pods only once its primary has pods, as far as the turn can know.',
  applied({ ref, before, after, canary, known }, { look }) {
    const [from, to] = [ledToBy(before), ledToBy(after)];
    // who led its users before, as its status says, may set back what of them the other one got
    if (canary && leads(canary)) {
      return undefined;
    }
    const isOfPrimary = SERVICES.has(objectKey(ref)) && !ref.metadata.name.endsWith('-canary');
    const taken = deploymentCalled(to);
    const isTaken = isServing(known.first(objectKey(taken)) ?? look(taken));
    const isLoss = from !== to && isServing(look(deploymentCalled(from))) && !isTaken;
    return isOfPrimary && after && isLoss
      ? `${ref.metadata.name} goes from ${from} to ${to}, which has no pods, for ${canary?.metadata.name ?? 'nobody'}`
      : undefined;
  },
};

export const SERVED: Invariant = {
  name: 'a service leads to the primary of its Canary',
  holds: 'Users of a service that two Canaries name are on the primary of the one that had it first.',
  lasts(world) {
    const [first] = atPeace(world);
    const primary = first && world.server.get(deploymentCalled(primaryOf(first)));
    if (!first || !isAtRest(stageOf(first)) || !isReady(primary) || specOf(first).suspend === true) {
      return undefined;
    }
    const to = ledToBy(world.server.get(APEX));
    return to !== primaryOf(first)
      ? { what: `${NAME} leads to ${to || 'nobody'}, and ${first.metadata.name} has it`, ms: promptly(world) }
      : undefined;
  },
};

export const REFUSED: Invariant = {
  name: 'who comes second to a service is refused until it is free',
  holds:
    'The second Canary of a service is refused by a condition that names the first, and only as long as there is one.',
  lasts(world) {
    const [first, second] = atPeace(world);
    const refused = [first, second].map((canary) => (canary ? refusalOf(canary) : ''));
    if (second && refused[1] === '') {
      return { what: `${second.metadata.name} does not say that it is second`, ms: promptly(world) };
    }
    return refused[0] !== undefined && refused[0] !== ''
      ? { what: `${first?.metadata.name ?? ''} is refused: ${refused[0]}`, ms: promptly(world) }
      : undefined;
  },
};

/** Whether it splits the users of the service, and of no other. */
const isSplitOfService = (ref: Ref, mesh: Mesh): boolean =>
  mesh.split !== undefined
  && objectKey(ref) === objectKey(refOfSplit(mesh))
  && objectKey(refOfSplit(mesh, OTHER_NAME)) !== objectKey(refOfSplit(mesh));

/** What a Canary says of another one of its service; empty where it says nothing of one. */
function refusalOf(canary: KubeObject): string {
  const accepted = listOf(at(canary.status, 'conditions')).find((each) => textAt(each, 'type') === 'Accepted');
  const message = textAt(accepted, 'status') === 'False' ? textAt(accepted, 'message') : '';
  return message.startsWith('spec.service.name: ') ? message : '';
}

/** The claimants where none is being deleted and an operator may write what it says of them. */
function atPeace(world: World): readonly KubeObject[] {
  const isLeaving = world.server.list(CANARY.kind).some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return world.isAway || isLeaving || world.weather.isForbidding ? [] : claimantsIn(world);
}

/** Two Canaries of two Deployments that name one service; either may go, come back or take another name. */
export const SHARED_SERVICE: Situation = { name: 'one service for two', ends: 'a service is taken over', scene };

const DEEDS: readonly Deed[] = [
  {
    name: 'new image',
    weight: 2,
    does: (simulation, by) => void releaseOf(simulation, deploymentCalled(by.pick('one', 'two')), aQuality(by)),
  },
  {
    name: 'pods die',
    weight: 2,
    does: (simulation, by) => dying(simulation, by, by.pick('one', 'two', 'one-primary', 'two-primary')),
  },
  { name: 'canary deleted', weight: 2, does: (simulation, by) => remove(simulation, by.pick(...CANARIES)) },
  {
    name: 'reverts when it is deleted',
    weight: 2,
    does: (simulation, by) => edit(simulation, by.pick(...CANARIES), { revertOnDeletion: by.chance(0.7) }),
  },
  {
    name: 'service named',
    weight: 2,
    does: (simulation, by) => edit(simulation, by.pick(...CANARIES), { service: { name: by.pick(NAME, OTHER_NAME) } }),
  },
  {
    name: 'refused for long',
    weight: 1,
    does: (simulation, by) =>
      refusing(simulation, by, by.pick(`Service ${NAME}`, `Service ${NAME}-primary`, 'status ')),
  },
];

function scene(random: Random, mesh: Mesh): Scene {
  const specs = {
    elder: canaryOf('elder', { mesh, random, target: deploymentCalled(TARGETS.elder) }),
    younger: canaryOf('younger', { mesh, random, target: deploymentCalled(TARGETS.younger) }),
  };
  const put = (simulation: Simulation, name: Name): void => {
    told(simulation, `creates ${name}`);
    simulation.put(specs[name]);
  };
  return {
    objects: [
      ...(mesh.there ?? []),
      ...(random.chance(0.4) ? [{ ...APEX, spec: { selector: { app: TARGETS.elder }, ports: [{ port: 80 }] } }] : []),
      ...Object.values(TARGETS).map((name) => deploymentOf(name, 'podinfo:1', random.between(1, 3))),
      specs.elder,
    ],
    begin: (simulation) => simulation.clock.quietly(random.between(1, 60_000), () => put(simulation, 'younger')),
    invariants: [UNDISTURBED, HANDED_OVER, SERVED, REFUSED],
    tried: () => '',
    deeds: [
      ...DEEDS,
      { name: 'canary created', weight: 3, does: (simulation, by) => put(simulation, by.pick(...CANARIES)) },
    ],
    heal,
    last: (simulation) => takeOver(simulation, () => put(simulation, 'younger')),
    isDone: (simulation) => wrong(simulation) === undefined,
    wrong,
  };
}

/** What no Canary could be given back to, or taken over by, starts again. */
function heal(simulation: Simulation): void {
  for (const name of CANARIES) {
    edit(simulation, name, { service: { name: NAME } });
    releaseOf(simulation, deploymentCalled(TARGETS[name]), 'good');
  }
}

function remove(simulation: Simulation, name: Name): void {
  told(simulation, `deletes ${name}`);
  simulation.server.remove(canaryCalled(name), 'hand');
}

function edit(simulation: Simulation, name: Name, spec: object): void {
  told(simulation, `edits ${name}: ${JSON.stringify(spec)}`);
  simulation.edit(canaryCalled(name), { spec });
}

/** Of two the one goes that has the service. */
function takeOver(simulation: Simulation, create: () => void): void {
  const [first, second] = claimantsIn(simulation);
  const name = CANARIES.find((each) => each === first?.metadata.name);
  if (second && name) {
    remove(simulation, name);
  } else if (!first) {
    create();
  }
}

function wrong(simulation: Simulation): Complaint {
  const { server, mesh } = simulation;
  const [first, ...others] = claimantsIn(simulation);
  if (!first || others.length > 0) {
    return `there are ${others.length + (first ? 1 : 0)} Canaries of the service`;
  }
  const { phase } = stageOf(first);
  if (!isAtRest(stageOf(first)) || refusalOf(first) !== '') {
    return `${first.metadata.name} is ${phase} ${refusalOf(first)}`;
  }
  const astray = led(server, mesh, NAME).find(({ to }) => to !== primaryOf(first));
  return astray ? `${astray.by} leads to ${astray.to} and not to ${primaryOf(first)}` : undefined;
}
