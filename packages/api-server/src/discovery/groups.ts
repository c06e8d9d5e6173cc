import type { Catalog } from '../resources/catalog.ts';

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STAGES = ['alpha', 'beta', ''];

/**
 * The versions of a group, the one that clients should prefer first: stable before beta before alpha, then the
 * newest.
 */
export function versionsOf(catalog: Catalog, group: string): readonly string[] {
  const versions = new Set(
    catalog
      .all()
      .filter((resource) => resource.group === group)
      .map(({ version }) => version),
  );
  return [...versions].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    const index = first.findIndex((part, position) => part !== second[position]);
    return index < 0 ? a.localeCompare(b) : (second[index] ?? 0) - (first[index] ?? 0);
  });
}

function rank(version: string): readonly number[] {
  const [all, major, stage = '', minor = '0'] = VERSION.exec(version) ?? [];
  return all === undefined ? [-1, 0, 0] : [STAGES.indexOf(stage), Number(major), Number(minor)];
}
