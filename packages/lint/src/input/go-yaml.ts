import {
  type CreateNodeOptions,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type ScalarTag,
  type SchemaOptions,
  stringify,
  visit,
  type YAMLMap,
  YAMLParseError,
} from 'yaml';

const BOOLEAN: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|t|on)/i.test(text),
};

/** A zero before other digits means base 8, and underscores mean nothing. */
const WHOLE: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0[bB]_*[01][01_]*|0[oO]_*[0-7][0-7_]*|0[xX]_*[\da-fA-F][\da-fA-F_]*|\d[\d_]*)$/,
  resolve: (text) => {
    const digits = text.replace(/^[-+]/, '').replaceAll('_', '').toLowerCase();
    const value = Number(digits.replace(/^0(?=[0-7]+$)/, '0o'));
    return text.startsWith('-') ? 0 - value : value;
  },
};

const FRACTION: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.\d+|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d[\d_]*)?$/,
  resolve: (text) => Number(text.replaceAll('_', '')),
};

/** YAML 1.1 but for numbers of base 60, as `sigs.k8s.io/yaml` reads it, and with it kubectl, Helm and Flux. */
const AS_GO: SchemaOptions & CreateNodeOptions = {
  customTags: (tags) => [BOOLEAN, WHOLE, FRACTION, ...tags],
  merge: true,
};

/** A document as kubectl and Helm read it; what `<<` merges stands in its place. */
export function goDocument(text: string): Document {
  const document = parseDocument(text, { ...AS_GO, prettyErrors: false });
  visit(document, {
    Map: (_, map) => {
      map.items = mergedPairs(map, document);
    },
    Alias: (_, alias, ancestors) => {
      const [start = 0, end = 0] = alias.range ?? [];
      if (ancestors.some((each) => each === alias.resolve(document))) {
        const says = `anchor '${alias.source}' value contains itself`;
        document.errors.push(new YAMLParseError([start, end], 'BAD_ALIAS', says));
      }
    },
  });
  return document;
}

/** The inverse of `goDocument`: texts that would be read as something else are in quotes. */
export const goYaml = (value: unknown): string => stringify(value, AS_GO);

/** What is merged counts more than what stands before it, and less than what stands behind it. */
function mergedPairs(map: YAMLMap, document: Document): Pair[] {
  return map.items.some(isMerge)
    ? map.items.reduce<Pair[]>((pairs, pair) => over(pairs, isMerge(pair) ? pairsOf(pair, document) : [pair]), [])
    : map.items;
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && typeof key.value === 'symbol';

const over = (before: readonly Pair[], after: readonly Pair[]): Pair[] => {
  const keys = after.map(keyOf);
  return [...before.filter((pair) => !keys.includes(keyOf(pair))), ...after];
};

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? String(key.value) : key);

/** Of several maps the first counts most. What is none stays, and is refused with the document. */
function pairsOf(merge: Pair, document: Document): readonly Pair[] {
  const sources = isSeq(merge.value) ? merge.value.items : [merge.value];
  const maps = sources.map((source) => {
    const target = isAlias(source) ? source.resolve(document) : source;
    // what an alias names stands before it, and is merged already
    return isMap(target) ? (target === source ? mergedPairs(target, document) : target.items) : undefined;
  });
  return maps.reduceRight<readonly Pair[]>((pairs, items) => over(pairs, items ?? [merge]), []);
}
