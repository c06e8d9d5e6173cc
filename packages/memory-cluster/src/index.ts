export { collectGarbage, collectOwned } from './garbage.ts';
export { LateReads } from './late-reads.ts';
export { MemoryCluster } from './memory-cluster.ts';
export type { Author, Change, MemoryClusterSettings, Part } from './memory-cluster.ts';
export { isOf, objectKey, objectName, timeText } from './names.ts';
