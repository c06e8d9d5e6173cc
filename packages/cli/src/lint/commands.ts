import type { Command } from '../command.ts';

/** What looks at manifests. */
export const LINTING: readonly Command[] = [
  {
    name: 'lint',
    says: 'finds what is wrong with manifests of canaries: files, folders, - for stdin; output of helm template and kustomize',
    parameters: ['[path...]'],
    options: [
      {
        flags: '-o, --output <format>',
        says: 'instead of text',
        allowed: ['text', 'json', 'sarif', 'github', 'junit'],
      },
      { flags: '--suppress <code>', says: 'leave out a code; can be given again', isRepeated: true },
      {
        flags: '--failure-threshold <level>',
        says: 'end with 10 from this level on; error where it is not given',
        allowed: ['error', 'warning', 'info', 'never'],
      },
      { flags: '--provider <name>', says: "the operator's -mesh-provider, for Canaries that name none" },
      { flags: '--scrape-interval <time>', says: 'how often Prometheus scrapes; 15s where it is not given' },
      { flags: '--cluster', says: 'lint what the cluster holds; with paths, look there for what they refer to' },
      { flags: '--explain <code>', says: 'say what a code means' },
    ],
    examples: [
      'kubectl flagger lint canary.yaml',
      'kubectl flagger lint deploy/ --provider istio --failure-threshold warning',
      'helm template podinfo charts/podinfo | kubectl flagger lint -',
      'kubectl flagger lint deploy/ -o sarif --suppress FLG501 --suppress FLG106',
      'kubectl flagger lint --cluster -n test',
      'kubectl flagger lint deploy/ --cluster',
      'kubectl flagger lint --explain FLG430',
    ],
    loadLocal: async () => (await import('./lint.ts')).lintVerb,
  },
];
