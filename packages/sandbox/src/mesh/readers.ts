import { istioReader } from './istio/reader.ts';
import type { MeshReader } from './route-table.ts';

/** Where there is no mesh, Services alone decide. */
const servicesOnly: MeshReader = { resources: [], read: () => ({ hosts: [], ignored: [] }) };

/** How each mesh is read. Another mesh is another line here. */
export const READERS: Readonly<Record<string, MeshReader>> = {
  istio: istioReader,
  kubernetes: servicesOnly,
};

/** The reader of a mesh; throws for one that has none. */
export function readerOf(mesh: string): MeshReader {
  const reader = READERS[mesh];
  if (reader === undefined) throw new Error(`the sandbox cannot play ${mesh}; it knows ${Object.keys(READERS).join(', ')}`);
  return reader;
}
