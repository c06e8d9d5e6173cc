/** What the last stage of a Dockerfile makes of its base. */
export interface Image {
  /** Files from the stage `build`, and where they go. */
  readonly copies: readonly { readonly from: readonly string[]; readonly to: string }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  /** What every stage is from, as it is written. */
  readonly bases: readonly string[];
}

/** Reads a Dockerfile; throws where the last stage does what is not known here. */
export function imageOf(text: string): Image {
  const instructions = text
    .replaceAll(/^#.*$/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => {
      const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
      return word === undefined || rest === undefined ? [] : [{ word, rest }];
    });
  const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM') + 1);
  const unknown = last.find(({ word }) => !KNOWN.includes(word));
  if (unknown !== undefined) {
    throw new Error(`found ${unknown.word} in the last stage, known are ${KNOWN.join(', ')}`);
  }
  const all = (wanted: string): readonly string[] => last.flatMap(({ word, rest }) => (word === wanted ? [rest] : []));
  return {
    copies: all('COPY').map(copyOf),
    environment: Object.fromEntries(all('ENV').flatMap((rest) => rest.split(/\s+/).map(pairOf))),
    user: all('USER').at(-1) ?? '',
    entrypoint: namesIn(all('ENTRYPOINT').at(-1) ?? '[]'),
    bases: instructions.flatMap(({ word, rest }) => (word === 'FROM' ? [rest] : [])),
  };
}

const KNOWN = ['COPY', 'ENV', 'WORKDIR', 'USER', 'EXPOSE', 'ENTRYPOINT'];

function copyOf(rest: string): Image['copies'][number] {
  const [stage = '', ...paths] = rest.split(/\s+/);
  if (stage !== '--from=build') {
    throw new Error(`found COPY ${rest}, known is COPY --from=build`);
  }
  return { from: paths.slice(0, -1), to: paths.at(-1) ?? '' };
}

function pairOf(text: string): readonly [string, string] {
  const end = text.indexOf('=');
  return [text.slice(0, end), text.slice(end + 1)];
}

function namesIn(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}
