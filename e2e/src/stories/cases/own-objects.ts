import { expect } from '@jest/globals';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { pause, type Place } from './place.ts';
import type { Case } from './told-case.ts';

const isThroughMesh = (gateways: unknown): boolean => gateways === undefined || listOf(gateways).includes('mesh');

/** The port of the Service that a call of this port within the mesh is sent to; the same where the route says none. */
function portReached({ spec }: Tree, port: number): number {
  const fits = (match: Tree): boolean =>
    (match['gateways'] === undefined || isThroughMesh(match['gateways']))
    && (match['port'] === undefined || match['port'] === port);
  const route = listOf(valueAt(spec, 'http'))
    .map(treeOf)
    .find(({ match }) => match === undefined || listOf(match).map(treeOf).some(fits));
  const said = valueAt(route, 'route', 0, 'destination', 'port', 'number');
  return typeof said === 'number' ? said : port;
}

/** Refused: the condition says False, and names this. */
const isRefused = async (place: Place, name: string, naming: RegExp): Promise<boolean> => {
  const said = await place.condition(name, 'Accepted');
  return said.startsWith('False') && naming.test(said);
};

const isInitialized = async (place: Place, name: string): Promise<boolean> =>
  (await place.status(name))['phase'] === 'Initialized';

/** What users had before the operator came, and what becomes of it. */
export const OWN_OBJECTS: readonly Case[] = [
  {
    input: '03-two-ports-gateway-and-mesh',
    wants: 'calls of the second port inside the mesh reach the second port',
    tell: async (place) => {
      await place.begin();
      await place.phase('places', 'Initialized');
      const route = await place.get('VirtualService', 'places');
      expect(valueAt(route, 'spec', 'gateways')).toContain('mesh');
      expect([portReached(route, 80), portReached(route, 3000)]).toEqual([80, 3000]);
      await pause(1500);
      const inside = await place.ask(`http://places.${place.namespace}:3000/`);
      const outside = await place.ask('http://places.example.test/', {
        source: { namespace: 'edge', gateway: 'edge/public' },
      });
      expect([inside, outside]).toEqual(Array.from({ length: 2 }, () => ({ status: 200, version: '1.0.0' })));
    },
  },
  {
    input: '05-two-releases-one-name-label',
    wants: 'users of one release never get the other one; what cannot be told apart is refused, naming the label',
    tell: async (place) => {
      await place.begin();
      const crowds = ['eu', 'us'].map((name) => place.crowd(`http://worker-${name}.${place.namespace}/`));
      for (const name of ['worker-eu', 'worker-us']) {
        await place.until(
          `${name} is initialised or refused`,
          async () => (await isInitialized(place, name)) || isRefused(place, name, /label|selector/),
        );
      }
      await pause(4000);
      const [eu = {}, us = {}] = await Promise.all(crowds.map((crowd) => crowd.home()));
      const isForeign = (version: string) => (got: string) => got.startsWith(version);
      expect([...Object.keys(eu).filter(isForeign('2.')), ...Object.keys(us).filter(isForeign('1.'))]).toEqual([]);
      expect([...Object.keys(eu), ...Object.keys(us)].some((got) => got.endsWith(' 200'))).toBe(true);
    },
  },
  {
    input: '08-delegation-toggled',
    wants: 'delegation beside hosts and gateways is refused by its field, and the mesh follows a proper toggle',
    tell: async (place) => {
      const route = async (): Promise<Tree> => treeOf((await place.get('VirtualService', 'hello'))['spec']);
      await place.begin();
      await place.phase('hello-web', 'Initialized');
      const before = await route();
      await place.patch('Canary', 'hello-web', { spec: { service: { delegation: true } } });
      await place.until('it is refused', () =>
        isRefused(place, 'hello-web', /spec\.service\.(?:gateways|hosts|delegation)/),
      );
      expect(await route()).toEqual(before);
      await place.patch('Canary', 'hello-web', { spec: { service: { gateways: null, hosts: null } } });
      await place.until('it delegates', async () => listOf((await route())['hosts']).length === 0);
      expect(listOf((await route())['gateways'])).toEqual([]);
      const { gateways, hosts } = treeOf(valueAt(place.given('Canary'), 'spec', 'service'));
      await place.patch('Canary', 'hello-web', { spec: { service: { delegation: null, gateways, hosts } } });
      await place.until('it has its hosts again', async () =>
        JSON.stringify(await route()).includes('hello.example.test'),
      );
      expect(await route()).toEqual(before);
    },
  },
  {
    input: '18-tcp-with-own-virtualservice',
    wants: 'tcp routes of an own VirtualService stay tcp routes, or taking it over is refused',
    tell: async (place) => {
      const had = valueAt(place.given('VirtualService'), 'spec', 'tcp', 0, 'match');
      await place.begin();
      const isSaid = (): Promise<boolean> => isRefused(place, 'relay', /portName|appProtocol|tcp|match/);
      await place.until('it is initialised or refused', async () => (await isInitialized(place, 'relay')) || isSaid());
      await pause(3000);
      const { http, tcp } = treeOf((await place.get('VirtualService', 'relay'))['spec']);
      expect([listOf(http), valueAt(tcp, 0, 'match')]).toEqual([[], had]);
    },
  },
  {
    input: '19-rewrite-for-ingress-breaks-mesh',
    wants: 'calls inside the mesh work as before, and calls through the gateway are rewritten',
    tell: async (place) => {
      await place.begin();
      await place.phase('taxes', 'Initialized');
      await pause(1500);
      const inside = await place.ask(`http://taxes.${place.namespace}/version`);
      const outside = await place.ask('http://svc.stage.example.test/tax/version', {
        source: { namespace: 'istio-system', gateway: `${place.namespace}/stage-ingress` },
      });
      expect(outside).toEqual({ status: 200, version: '1.0.0' });
      if (inside.status !== 200) {
        expect(await place.events('taxes')).toContainEqual(expect.stringMatching(/spec\.service\.rewrite/));
      }
    },
  },
  {
    input: '20-canary-deleted-with-revert',
    wants: 'when the Canary is deleted its target serves as before, without a failed request',
    tell: async (place) => {
      const url = `http://basic.${place.namespace}/`;
      await place.begin();
      await place.phase('basic', 'Initialized');
      await place.until('the primary serves', async () => (await place.ask(url)).status === 200);
      const crowd = place.crowd(url);
      await pause(1000);
      await place.remove('Canary', 'basic');
      await place.until('it is gone', async () => Object.keys(await place.get('Canary', 'basic')).length === 0);
      await pause(5000);
      const { spec } = await place.get('Service', 'basic');
      expect([await place.running('basic'), valueAt(spec, 'selector')]).toEqual(['1.0.0 x2', { app: 'basic' }]);
      expect(Object.keys(await crowd.home())).toEqual(['1.0.0 200']);
    },
  },
  {
    input: '38-selector-label-renamed',
    wants: 'nobody is sent to pods that are not there, and the release goes on or is refused, naming the label',
    tell: async (place) => {
      const url = `http://portal.${place.namespace}/`;
      await place.begin();
      await place.phase('portal', 'Initialized');
      await pause(1500);
      const crowd = place.crowd(url);
      await place.remove('Deployment', 'portal');
      const given = JSON.stringify(place.given('Deployment')).replaceAll('"app":"portal"', '"app":"portal-web"');
      await place.until(
        'it is made anew',
        async () => (await place.create(treeOf(JSON.parse(given.replace('app:1.0.0', 'app:1.0.1'))))).code < 300,
      );
      await place.until(
        'it is released or refused',
        async () =>
          textOf((await place.status('portal'))['phase']) === 'Succeeded'
          || isRefused(place, 'portal', /label|selector/),
        120,
      );
      await pause(4000);
      expect(Object.keys(await crowd.home()).filter((got) => !got.endsWith(' 200'))).toEqual([]);
    },
  },
];
