import { posix } from 'node:path';
import { isJsonObject, type JsonObject } from '@flagger/api';
import { type Kustomization, listed } from './kustomizations.ts';

/** The labels that kustomizations put into the selectors of what they take in, by the files of that. */
export function selectorLabels(kustomizations: readonly Kustomization[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>();
  for (const kustomization of kustomizations) {
    const own = labelsOf(kustomization.object);
    for (const file of own.length === 0 ? [] : filesOf(kustomization, kustomizations)) {
      labels.set(file, [...(labels.get(file) ?? []), ...own]);
    }
  }
  return labels;
}

const labelsOf = (kustomization: JsonObject): readonly string[] =>
  [kustomization['commonLabels'], ...listed(kustomization, 'labels').map(pairsOf)].flatMap((each) =>
    isJsonObject(each) ? Object.keys(each) : [],
  );

const pairsOf = (entry: unknown): unknown =>
  isJsonObject(entry) && entry['includeSelectors'] === true ? entry['pairs'] : undefined;

/** A folder among the resources is what its kustomization takes in; each is asked once. */
function filesOf({ file, object }: Kustomization, others: readonly Kustomization[]): readonly string[] {
  const rest = others.filter((each) => each.file !== file);
  return listed(object, 'resources', 'bases').flatMap((path) => {
    const at = posix.join(posix.dirname(file), String(path)).replace(/\/$/, '');
    const below = rest.find((each) => posix.normalize(posix.dirname(each.file)) === at);
    return below === undefined ? [at] : filesOf(below, rest);
  });
}
