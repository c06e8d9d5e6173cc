/** What a package may import: folders of ours, and packages from outside. */
export interface Row {
  readonly ours: readonly string[];
  readonly outside: readonly string[];
}

const API = 'packages/api';
const CORE = [API, 'packages/engine', 'packages/controller'];
const ADAPTERS = ['packages/kubernetes', 'packages/http', 'packages/checks', 'packages/alerts', 'packages/meshes'];
const PLAYED = ['packages/memory-cluster', 'packages/simulated-cluster'];

/** Who may import whom. A provider's row is `providers/*`. */
export const TABLE: Readonly<Record<string, Row>> = {
  [API]: { ours: [], outside: ['zod'] },
  'packages/engine': { ours: [API], outside: [] },
  'packages/controller': { ours: [API, 'packages/engine'], outside: [] },
  'packages/kubernetes': { ours: [API], outside: ['@kubernetes/client-node', 'undici'] },
  'packages/http': { ours: [API], outside: ['axios'] },
  'packages/go-template': { ours: [], outside: [] },
  'packages/mesh-kit': { ours: [API], outside: [] },
  'packages/checks': { ours: [API, 'packages/http', 'packages/go-template'], outside: ['prometheus-query'] },
  'packages/alerts': { ours: [API, 'packages/http'], outside: [] },
  'providers/*': { ours: [API, 'packages/mesh-kit'], outside: [] },
  'packages/meshes': { ours: [API, 'providers/*'], outside: [] },
  'packages/operator': { ours: [...CORE, ...ADAPTERS], outside: ['inversify', 'winston', 'prom-client', 'commander'] },
  // a program of its own: nobody imports it
  'packages/loadtester': {
    ours: [API, 'packages/kubernetes'],
    outside: ['winston', 'prom-client', 'commander', 're2js', 'undici'],
  },
  'packages/memory-cluster': { ours: [API], outside: [] },
  'packages/testing': { ours: [...CORE, 'packages/memory-cluster', 'packages/mesh-kit'], outside: ['@jest/globals'] },
  'packages/simulated-cluster': {
    ours: [API, 'packages/controller', 'packages/kubernetes', 'packages/memory-cluster'],
    outside: [],
  },
  'packages/rehearsal': { ours: [...CORE, ...ADAPTERS, ...PLAYED, 'packages/prometheus'], outside: [] },
  // for developing only: nobody imports it
  'packages/simulation': {
    ours: [...CORE, ...PLAYED, 'packages/alerts', 'packages/kubernetes', 'providers/*'],
    outside: [],
  },
  'packages/view': { ours: [API], outside: [] },
  // the kubectl plugin: nobody imports it
  'packages/cli': {
    ours: [
      API,
      'packages/view',
      'packages/kubernetes',
      'packages/lint',
      'packages/meshes',
      'packages/rehearsal',
      'packages/engine',
      'packages/checks',
    ],
    outside: ['commander', 'yaml'],
  },
  'packages/lint': { ours: [API, 'packages/go-template', 'packages/prometheus', 'packages/meshes'], outside: ['yaml'] },
  'packages/api-server': { ours: [API], outside: ['undici', 'yaml'] },
  'packages/prometheus': {
    ours: [API],
    outside: ['@lezer/common', '@lezer/highlight', '@lezer/lr', '@prometheus-io/lezer-promql', 're2js'],
  },
  'packages/sandbox': {
    ours: [API, 'packages/api-server', 'packages/prometheus', 'packages/view'],
    outside: ['undici', 'yaml'],
  },
  // holds what people install to what the programs are: nobody imports it
  'packages/delivery': { ours: [API, 'packages/operator', 'packages/loadtester', 'packages/lint'], outside: [] },
  e2e: { ours: [API, 'packages/sandbox'], outside: ['@kubernetes/client-node', 'undici', 'yaml'] },
};
