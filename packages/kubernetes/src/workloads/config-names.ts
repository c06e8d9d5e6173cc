import type { ConfigKind } from '../configs.ts';
import type { Container, EnvFrom, EnvSource, Named, PodSpec, Volume } from './pod-template.ts';

/** Is told each reference to a ConfigMap or Secret and says which name shall stand there. */
export type Visit = (kind: ConfigKind, name: string, isOptional: boolean) => string;

/**
 * The same pods with other ConfigMaps and Secrets: those of volumes, projected volumes, `env` and `envFrom`, in this
 * order, containers before init containers. Image pull secrets, CSI and ephemeral volumes are left as they are.
 */
export function mapConfigNames(spec: PodSpec, visit: Visit): PodSpec {
  return {
    ...spec,
    ...(spec.volumes && { volumes: spec.volumes.map((volume) => ofVolume(volume, visit)) }),
    containers: spec.containers.map((container) => ofContainer(container, visit)),
    ...(spec.initContainers && {
      initContainers: spec.initContainers.map((container) => ofContainer(container, visit)),
    }),
  };
}

function ofVolume(volume: Volume, visit: Visit): Volume {
  const { configMap, secret, projected } = volume;
  return {
    ...volume,
    ...(configMap && { configMap: ofName('ConfigMap', configMap, visit) }),
    ...(secret?.secretName && {
      secret: { ...secret, secretName: visit('Secret', secret.secretName, secret.optional === true) },
    }),
    ...(projected?.sources && {
      projected: { ...projected, sources: projected.sources.map((source) => ofVolumeSource(source, visit)) },
    }),
  };
}

function ofVolumeSource<T extends { readonly configMap?: Named; readonly secret?: Named }>(source: T, visit: Visit): T {
  const { configMap, secret } = source;
  return {
    ...source,
    ...(configMap && { configMap: ofName('ConfigMap', configMap, visit) }),
    ...(secret && { secret: ofName('Secret', secret, visit) }),
  };
}

function ofContainer(container: Container, visit: Visit): Container {
  const { env, envFrom } = container;
  return {
    ...container,
    ...(env && {
      env: env.map((one) => (one.valueFrom ? { ...one, valueFrom: ofEnvSource(one.valueFrom, visit) } : one)),
    }),
    ...(envFrom && { envFrom: envFrom.map((one) => ofEnvFrom(one, visit)) }),
  };
}

function ofEnvSource(source: EnvSource, visit: Visit): EnvSource {
  const { configMapKeyRef, secretKeyRef } = source;
  return {
    ...source,
    ...(configMapKeyRef && { configMapKeyRef: ofName('ConfigMap', configMapKeyRef, visit) }),
    ...(secretKeyRef && { secretKeyRef: ofName('Secret', secretKeyRef, visit) }),
  };
}

function ofEnvFrom(source: EnvFrom, visit: Visit): EnvFrom {
  const { configMapRef, secretRef } = source;
  return {
    ...source,
    ...(configMapRef && { configMapRef: ofName('ConfigMap', configMapRef, visit) }),
    ...(secretRef && { secretRef: ofName('Secret', secretRef, visit) }),
  };
}

function ofName(kind: ConfigKind, reference: Named, visit: Visit): Named {
  if (!reference.name) {
    return reference;
  }
  return { ...reference, name: visit(kind, reference.name, reference.optional === true) };
}
