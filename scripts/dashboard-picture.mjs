// Draws a dashboard of charts/grafana as an SVG, without Grafana: every query of its panels over the last seconds, as a Prometheus answers it.
//   npm start -- --keep            # tells at its end where its Prometheus is
//   node scripts/dashboard-picture.mjs http://127.0.0.1:PORT docs/istio-canary.svg
// More arguments: the seconds (60), the dashboard (istio-canary).
import { readFileSync, writeFileSync } from 'node:fs';

const [, , server, to, seconds = '60', dashboard = 'istio-canary'] = process.argv;
if (server === undefined || to === undefined) {
  console.error('node scripts/dashboard-picture.mjs PROMETHEUS TO [SECONDS] [DASHBOARD]: found no address and file');
  process.exit(1);
}

const VARIABLES = {
  ...{ namespace: 'test', canary: 'podinfo', primary: 'podinfo-primary', ingress: 'podinfo' },
  ...{ __rate_interval: '5s', __range: `${seconds}s` },
};
const COLOURS = ['#6fb3d2', '#f07178', '#a5d6a7', '#ffcb6b', '#c792ea'];
const UNITS = {
  percentunit: (value) => `${Number((value * 100).toFixed(1))} %`,
  reqps: (value) => `${Number(value.toFixed(1))}/s`,
  s: (value) => (value < 1 ? `${Number((value * 1000).toFixed(1))} ms` : `${Number(value.toFixed(2))} s`),
};
const [COLUMN, ROW, GAP] = [50, 30, 6];

const until = Math.floor(Date.now() / 1000);
const from = until - Number(seconds);
const { title, panels, annotations } = JSON.parse(
  readFileSync(new URL(`../charts/grafana/dashboards/${dashboard}.json`, import.meta.url), 'utf8'),
);

/** What a query gives: a list of lines, each with its labels and its points. */
async function asked(expr) {
  // marks are moments of the last minute: here of the last second
  const query = expr.replaceAll('offset 1m', 'offset 1s').replaceAll(/\$\{?(\w+)\}?/g, (_, name) => VARIABLES[name]);
  const response = await fetch(
    `${server}/api/v1/query_range?${new URLSearchParams({ query, start: from, end: until, step: '1s' })}`,
  );
  const { status, error, data } = await response.json();
  if (status !== 'success') throw new Error(`${server} says of ${query}: ${error}`);
  return data.result.map(({ metric, values }) => ({
    metric,
    points: values.map(([at, value]) => [at, Number(value)]).filter(([, value]) => Number.isFinite(value)),
  }));
}

const filled = (text = '', labels = {}) => text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => labels[name] ?? '');
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, said, more = '') => `<text x="${x}" y="${y}" ${more}>${escaped(said)}</text>`;

async function drawn({ type, gridPos, title: name, targets = [], fieldConfig }, marks) {
  const [x, y] = [gridPos.x * COLUMN, gridPos.y * ROW];
  const [w, h] = [gridPos.w * COLUMN - GAP, gridPos.h * ROW - GAP];
  const inside = type === 'row' ? [text(4, 18, name, 'font-weight="bold"')] : [frame(w, h), text(8, 18, name)];
  const lines = (
    await Promise.all(
      targets.map(async ({ expr, legendFormat }) =>
        (await asked(expr)).map(({ metric, points }) => ({ name: filled(legendFormat, metric), points })),
      ),
    )
  ).flat();
  const unit = UNITS[fieldConfig?.defaults?.unit] ?? String;
  if (type === 'stat') inside.push(stat(lines, unit, { w, h }));
  else if (type === 'timeseries') inside.push(chart({ lines, unit, marks, w, h }));
  return `<g transform="translate(${x} ${y})">${inside.join('\n')}</g>`;
}

const frame = (w, h) => `<rect width="${w}" height="${h}" rx="4" fill="#22272e"/>`;

function stat(lines, unit, { w, h }) {
  const last = lines[0]?.points.at(-1)?.[1];
  return text(w / 2, h / 2 + 20, last === undefined ? 'no data' : unit(last), 'font-size="26" text-anchor="middle"');
}

function chart({ lines, unit, marks, w, h }) {
  const all = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const top = Math.max(...all, 0) || 1;
  const [left, right, high, low] = [60, w - 10, 28, h - 24];
  const across = (at) => (left + ((at - from) / (until - from)) * (right - left)).toFixed(1);
  const up = (value) => (low - (value / top) * (low - high)).toFixed(1);
  const scale = [0, top / 2, top].map(
    (value) =>
      `<line x1="${left}" x2="${right}" y1="${up(value)}" y2="${up(value)}" stroke="#444c56"/>`
      + text(left - 6, Number(up(value)) + 4, unit(value), 'text-anchor="end" font-size="11"'),
  );
  const phases = marks.map(
    ({ at }) =>
      `<line x1="${across(at)}" x2="${across(at)}" y1="${high}" y2="${low}" stroke="#539bf5" stroke-dasharray="3"/>`,
  );
  const curves = lines.map(({ points }, index) => {
    // a hole in the values is one in the line
    const parts = points.map(
      ([at, value], n) => `${at - points[n - 1]?.[0] === 1 ? 'L' : 'M'}${across(at)} ${up(value)}`,
    );
    return `<path d="${parts.join('')}" fill="none" stroke="${COLOURS[index % COLOURS.length]}" stroke-width="1.5"/>`;
  });
  const legend = lines.map(({ name }, index) =>
    text(left + index * 90, h - 6, `— ${name}`, `fill="${COLOURS[index % COLOURS.length]}" font-size="11"`),
  );
  return [...scale, ...phases, ...curves, ...legend].join('\n');
}

const marks = (await Promise.all((annotations?.list ?? []).map(async ({ expr }) => asked(expr))))
  .flat()
  .filter(({ points }) => points.length > 0)
  .map(({ metric, points }) => ({ at: points[0][0], phase: metric.phase ?? '' }));
const bodies = await Promise.all(panels.map((panel) => drawn(panel, marks)));
const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * ROW + 34;
const width = 24 * COLUMN;
const said = marks.map(({ at, phase }) => `${at - from} s ${phase}`).join(', ');
writeFileSync(
  to,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>
<g font-family="ui-sans-serif, Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="13" fill="#cdd9e5">
${text(8, 20, `${title}, ${VARIABLES.namespace}/${VARIABLES.canary}, ${seconds} s${said && `: ${said}`}`, 'font-weight="bold"')}
<g transform="translate(${GAP / 2} 30)">
${bodies.join('\n')}
</g></g></svg>
`,
);
