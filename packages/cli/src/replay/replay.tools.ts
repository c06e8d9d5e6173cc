import { describe } from '@jest/globals';
import { installedVersion, realPrometheus } from '@flagger/prometheus';
import { PAST } from '../../test/past.ts';
import { tellsThePast } from '../../test/replays.ts';

const version = installedVersion();
const title = 'replay by a real Prometheus';

if (version === undefined) {
  describe.skip(`${title} (left out: no prometheus on the PATH, it is a package of Debian)`, () => {
    tellsThePast(() => realPrometheus(PAST));
  });
} else {
  describe(`${title} ${version}`, () => {
    tellsThePast(() => realPrometheus(PAST));
  });
}
