/* eslint-disable no-control-regex -- terminals speak in control characters */
// Draws what a terminal showed as an SVG, for the README:
//   script -qfc 'stty cols 104; npm start --silent' run.raw && node scripts/picture.mjs run.raw docs/npm-start.svg 'success rate 8'
// The third argument is a text; the picture is taken of the panel after it came, or at the end. The fourth is what it shows, for who cannot see it;
// COLUMNS=114 makes room for longer lines.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, to, moment = '', label = 'What npm start shows'] = process.argv;
if (from === undefined || to === undefined) {
  console.error(
    'node scripts/picture.mjs FROM TO [TEXT [LABEL]]: found no files, allowed are what `script` wrote and the SVG to write',
  );
  process.exit(1);
}

const COLOURS = { 31: '#f07178', 32: '#a5d6a7', 33: '#ffcb6b', 36: '#6fb3d2' };
const STYLE = { 1: { bold: true }, 22: { bold: false, dim: false }, 2: { dim: true }, 39: { colour: undefined } };
const COLUMNS = Number(process.env.COLUMNS ?? 104);
const [width, height] = [8.4, 18];

const text = readFileSync(from, 'utf8')
  .replace(/^Script started.*\n/, '')
  .replace(/\nScript done[\s\S]*$/, '');

/** The lines of the screen, each a list of characters with their style. */
function screenAfter(written, until) {
  const lines = [[]];
  let [row, style, isDue] = [0, {}, false];
  for (const part of written.split(/(\u001b\[\d+[A-Za-z]|\n|\r)/)) {
    const [, number, command] = /^\u001b\[(\d+)([A-Za-z])$/.exec(part) ?? [];
    if (isDue && command === 'A') break;
    if (command === 'A') row -= Number(number);
    else if (command === 'J') lines.length = row;
    else if (command === 'K') lines[row] = [];
    else if (command === 'm') style = { ...style, ...(STYLE[number] ?? { colour: COLOURS[number] }) };
    else if (part === '\n') row += 1;
    else if (part !== '\r') (lines[row] ??= []).push(...Array.from(part, (letter) => ({ letter, ...style })));
    lines[row] ??= [];
    isDue ||= until !== '' && part.includes(until);
  }
  while (lines.at(-1)?.length === 0) lines.pop();
  return lines.map((line) =>
    line.length > COLUMNS ? [...line.slice(0, COLUMNS - 1), { letter: '…', dim: true }] : line,
  );
}

function svg(lines) {
  const [w, h] = [Math.round(COLUMNS * width + 32), lines.length * height + 32];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${escaped(label)}">
<rect width="${w}" height="${h}" rx="8" fill="#1c2128"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#cdd9e5" xml:space="preserve">
${lines.map((line, index) => `<text y="${(index + 1) * height + 10}">${runs(line)}</text>`).join('\n')}
</g>
</svg>
`;
}

/** Neighbours of one style, each at its place, so that any font fits; a gap ends one, since browsers make one space of it. */
function runs(line) {
  const found = [];
  line.forEach(({ letter, ...style }, at) => {
    const last = found.at(-1);
    const isGap = letter !== ' ' && line[at - 1]?.letter === ' ' && line[at - 2]?.letter === ' ';
    if (last !== undefined && !isGap && JSON.stringify(last.style) === JSON.stringify(style)) last.text += letter;
    else found.push({ at, style, text: letter });
  });
  return found
    .map((run) => ({ ...run, at: run.at + run.text.search(/\S|$/), text: run.text.trim() }))
    .filter(({ text }) => text !== '')
    .map(
      ({ at, style, text }) =>
        `<tspan x="${(at * width + 16).toFixed(1)}" textLength="${(text.length * width).toFixed(1)}"${look(style)}>${escaped(text)}</tspan>`,
    )
    .join('');
}

const look = ({ colour, bold, dim }) =>
  `${colour ? ` fill="${colour}"` : ''}${bold ? ' font-weight="bold"' : ''}${dim ? ' fill-opacity="0.6"' : ''}`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

writeFileSync(to, svg(screenAfter(text, moment)));
