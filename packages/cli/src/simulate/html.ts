import type { Minute, Report } from '@flagger/rehearsal';
import { share, timeOf } from './text.ts';

/** The report as one page that loads nothing and runs nothing. */
export function htmlOf(report: Report): string {
  const { canary, verdict, seconds, because, users, release, seed, provider, timeline, assumed, minutes } = report;
  const title = escaped(`${canary.name}.${canary.namespace}: ${verdict} after ${timeOf(seconds)}`);
  const sides = (['canary', 'primary'] as const).map((side) => {
    const { requests, failed, p99Ms } = users[side];
    return row([side, `${requests}`, `${failed}${share({ requests, failed })}`, `${p99Ms} ms`]);
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${title}</h1>
<p>${escaped(because)}</p>
<p>${escaped(`${release.from} -> ${release.to}, provider ${provider}, seed ${seed}`)}</p>
<h2>Traffic of the canary, percent, minute by minute</h2>
${chart(minutes)}
<h2>What users met</h2>
<p>${escaped(`${users.failed} failed of ${users.requests} requests${share(users)}`)}</p>
<table><tr><th>side<th>requests<th>failed<th>p99</tr>
${sides.join('\n')}
</table>
<h2>What happened</h2>
<table><tr><th>time<th>what<th>says</tr>
${timeline.map(({ at, what, says }) => row([timeOf(at), what, says], what)).join('\n')}
</table>
${assumed.length === 0 ? '' : `<h2>What was assumed</h2>\n<ul>${assumed.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul>\n`}</html>
`;
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.4 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
td,th{padding:.1rem .8rem .1rem 0;text-align:left;vertical-align:top}tr.warning{color:light-dark(#a33,#f99)}tr.phase{font-weight:bold}
rect.share{fill:light-dark(#36c,#8af)}rect.failed{fill:light-dark(#c33,#f66)}`;

const WIDTH = 720;
const HEIGHT = 100;

/** A bar for each minute; the table of what happened says the same in words. */
function chart(minutes: readonly Minute[]): string {
  const width = WIDTH / Math.max(1, minutes.length);
  const bars = minutes.map(({ minute, weight, requests, failed }) => {
    const told = `minute ${minute}: ${weight} % to the canary, ${failed} of ${requests} requests failed`;
    const lost = requests === 0 ? 0 : (failed / requests) * HEIGHT;
    return `<g><title>${told}</title>${bar('share', { at: minute * width, width, height: weight })}${bar('failed', { at: minute * width, width, height: lost })}</g>`;
  });
  return `<svg role="img" aria-label="share of the canary by minute" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%">${bars.join('')}</svg>`;
}

const bar = (of: string, { at, width, height }: Readonly<Record<'at' | 'width' | 'height', number>>): string =>
  `<rect class="${of}" x="${at.toFixed(1)}" y="${(HEIGHT - height).toFixed(1)}" width="${(width * 0.9).toFixed(1)}" height="${height.toFixed(1)}"/>`;

const row = (cells: readonly string[], of = ''): string =>
  `<tr${of === '' ? '' : ` class="${of}"`}>${cells.map((cell) => `<td>${escaped(cell)}`).join('')}</tr>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
