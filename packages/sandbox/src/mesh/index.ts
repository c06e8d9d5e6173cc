export { versionOf } from './pods/bookinfo.ts';
export { randomFrom } from './random.ts';
export { ANY_GATEWAY } from './router/request.ts';
export type { Answer, Server, Source } from './router/request.ts';
export { startMesh } from './start.ts';
export type { Ask, Mesh, MeshOptions } from './start.ts';
