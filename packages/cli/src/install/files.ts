import { SCRIPTS } from '../completion/scripts.ts';
import { k9sPlugin } from './k9s.ts';
import { krewManifest } from './krew.ts';
import { manPages } from './man.ts';

/** Every file that is written from the verbs, by its path from the folder `artifacts`. */
export const installedFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ['krew/flagger.yaml', krewManifest()],
    ['krew/kubectl_complete-flagger', SCRIPTS['kubectl'] ?? ''],
    ['k9s/plugins.yaml', k9sPlugin()],
    ...Array.from(manPages(), ([name, text]) => [`man/${name}`, text] as const),
  ]);
