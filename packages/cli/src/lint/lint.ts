import { LEVELS, type Level, lint, type Looked, reaches } from '@flagger/lint';
import { meshNames } from '@flagger/meshes';
import { durationFlag, isFlag, type LocalAsked, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { explained } from './explain.ts';
import { manifestsAt } from './paths.ts';
import { printed, summary } from './print.ts';

/** `lint`: findings on stdout, how many there are on stderr. Ends with 10 where one reaches the threshold. */
export async function lintVerb(asked: LocalAsked): Promise<ExitCode> {
  const code = textFlag(asked, 'explain');
  if (code !== undefined) {
    asked.io.out(explained(code));
    return EXIT.done;
  }
  const isOfCluster = isFlag(asked, 'cluster');
  if (asked.names.length === 0 && !isOfCluster) {
    throw new Ended(EXIT.usage, 'what is to be linted? files, folders, - for stdin, or --cluster');
  }
  const given = await manifestsAt(asked.names, asked.io);
  if (!isOfCluster) {
    return looked({ ...given, isEverything: false }, asked);
  }
  // files need neither a cluster nor the code that speaks to one
  const { withCluster } = await import('../with-cluster.ts');
  const load = async () => (await import('./cluster-manifests.ts')).clusterManifests;
  return withCluster(
    {
      load: async () => {
        const found = await load();
        return async (of) => {
          const manifests = await found(of);
          if (asked.names.length === 0 && manifests.length === 0) {
            throw new Ended(
              EXIT.error,
              `there is nothing to lint in the namespace ${namespaceOf(of)}; -n names another`,
            );
          }
          return looked(over(given, manifests, asked), asked);
        };
      },
    },
    asked,
  );
}

type Given = Looked & { readonly isEverything: boolean };

/** Files are linted over the cluster; without files, what it holds is. */
function over(given: Looked, cluster: Looked['manifests'], { names }: LocalAsked): Given {
  if (names.length === 0) {
    return { manifests: cluster, isEverything: true };
  }
  const keys = new Set(given.manifests.map(keyOf));
  return { ...given, others: cluster.filter((each) => !keys.has(keyOf(each))), isEverything: true };
}

const keyOf = ({ kind, name, namespace = '' }: Looked['manifests'][number]): string => `${kind}/${namespace}/${name}`;

function looked(given: Given, asked: LocalAsked): ExitCode {
  const { io } = asked;
  if (given.manifests.length === 0 && (given.unreadable ?? []).length === 0) {
    throw new Ended(EXIT.error, 'no manifests were found there');
  }
  const findings = lint(given, {
    provider: providerIn(asked),
    scrapeMs: durationFlag(asked, 'scrapeInterval', 15_000),
    suppressed: suppressedIn(asked),
    isCluster: given.isEverything,
  });
  io.out(printed(findings, given, asked));
  io.say(summary(findings, given));
  const threshold = textFlag(asked, 'failureThreshold') ?? 'error';
  return threshold !== 'never' && reaches(findings, levelOf(threshold)) ? EXIT.findings : EXIT.done;
}

const levelOf = (text: string): Level => LEVELS.find((level) => level === text) ?? 'error';

function providerIn(asked: LocalAsked): string | undefined {
  const provider = textFlag(asked, 'provider');
  if (provider !== undefined && !meshNames().includes(provider)) {
    throw new Ended(EXIT.usage, `--provider: found ${provider}, allowed is one of ${meshNames().join(', ')}`);
  }
  return provider;
}

function suppressedIn({ flags }: LocalAsked): readonly string[] {
  const given: unknown = flags['suppress'];
  const texts = Array.isArray(given) ? given : [];
  return texts.flatMap((text: unknown) => (typeof text === 'string' ? text.split(',') : []));
}
