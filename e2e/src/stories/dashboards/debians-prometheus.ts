import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@flagger/sandbox';

/** A Prometheus of Debian that scrapes. */
export interface Scraping {
  readonly url: string;
  stop(): Promise<void>;
}

export const hasPrometheus = (): boolean => spawnSync('prometheus', ['--version']).status === 0;

/** Starts one that scrapes these addresses every two seconds, and waits until it answers. */
export async function scraping(targets: readonly string[]): Promise<Scraping> {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-dashboards-'));
  const port = await freePort();
  // JSON is YAML
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(configFor(targets)));
  const args = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const child = spawn('prometheus', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await isReady(url))) {
    await stop();
    throw new Error('prometheus did not get ready in a minute');
  }
  return { url, stop };
}

function configFor(targets: readonly string[]): object {
  const jobs = targets.map((target, index) => {
    const { host, pathname } = new URL(target);
    const places = [{ targets: [host] }];
    return { job_name: `job-${index}`, metrics_path: pathname, static_configs: places, honor_labels: true };
  });
  return { global: { scrape_interval: '2s', scrape_timeout: '2s' }, scrape_configs: jobs };
}

async function isReady(url: string): Promise<boolean> {
  for (let round = 0; round < 300; round++) {
    const isSo = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isSo) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
