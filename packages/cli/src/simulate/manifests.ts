import { isJsonObject, type KubeObject } from '@flagger/api';
import { type Plan } from '@flagger/rehearsal';
import { type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';
import { manifestsAt } from '../lint/paths.ts';

/** The Canary of the manifests, what else is there, and the target as it is released. */
export async function given(asked: LocalAsked): Promise<Pick<Plan, 'canary' | 'objects' | 'released'>> {
  const all = await objectsAt(asked.names, asked);
  const canary = chosen(all, textFlag(asked, 'canary'));
  const namespace = canary.metadata.namespace ?? textFlag(asked, 'namespace') ?? 'default';
  const release = textFlag(asked, 'release');
  return {
    canary: { ...canary, metadata: { ...canary.metadata, namespace } },
    objects: all.filter(({ kind }) => kind !== canary.kind),
    released: release === undefined ? undefined : targetIn(await objectsAt([release], asked), canary, release),
  };
}

async function objectsAt(paths: readonly string[], { io }: LocalAsked): Promise<readonly KubeObject[]> {
  const { manifests, unreadable } = await manifestsAt(paths, io);
  const [broken] = unreadable;
  if (broken !== undefined) {
    throw new Ended(EXIT.error, `${broken.file}:${broken.place.line}: ${broken.says}`);
  }
  return manifests.flatMap(({ object }) => (isObject(object) ? [object] : []));
}

const isObject = (object: unknown): object is KubeObject =>
  isJsonObject(object)
  && typeof object.kind === 'string'
  && isJsonObject(object.metadata)
  && typeof object.metadata.name === 'string';

function chosen(objects: readonly KubeObject[], name: string | undefined): KubeObject {
  const canaries = objects.filter(({ kind }) => kind === 'Canary');
  const fitting = canaries.filter(({ metadata }) => name === undefined || metadata.name === name);
  const [canary, other] = fitting;
  const names = canaries.map(({ metadata }) => metadata.name).join(', ');
  if (canary === undefined) {
    throw new Ended(
      EXIT.usage,
      name === undefined
        ? 'there is no Canary in these manifests'
        : `--canary: found "${name}", allowed is one of ${names}`,
    );
  }
  if (other !== undefined) {
    throw new Ended(EXIT.usage, `--canary: found nothing, allowed is one of ${names}`);
  }
  return canary;
}

function targetIn(objects: readonly KubeObject[], { spec }: KubeObject, path: string): KubeObject {
  const ref = isJsonObject(spec) && isJsonObject(spec.targetRef) ? spec.targetRef : {};
  const target = objects.find(({ kind, metadata }) => kind === ref.kind && metadata.name === ref.name);
  if (target === undefined) {
    throw new Ended(EXIT.usage, `--release: there is no ${String(ref.kind)} ${String(ref.name)} in ${path}`);
  }
  return target;
}
