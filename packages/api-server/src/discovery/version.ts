import type { JsonObject } from '../json.ts';

/** The version of Kubernetes whose API this server serves; what follows the plus tells it from a real one. */
export const VERSION: JsonObject = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+flagger-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: 'node',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
};
