/** Every file that people install the kinds from, by its path from the root of the repository: the same text. */
export const CRD_FILES: readonly string[] = [
  'artifacts/flagger/crd.yaml',
  'charts/flagger/crds/crd.yaml',
  'kustomize/base/flagger/crd.yaml',
];
