import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTemplate, TemplateError, type Data, type Values } from './index.ts';

const render = (source: string, values: Values = {}): string =>
  parseTemplate(source, { name: 't', functions: Object.keys(values.functions ?? {}) }).render(values);

/** The error of a template. */
function errorOf(source: string, values: Values = {}): TemplateError {
  try {
    throw new Error(`was rendered: ${render(source, values).slice(0, 100)}`);
  } catch (error) {
    if (error instanceof TemplateError) {
      return error;
    }
    throw error;
  }
}

describe('a template', () => {
  it('is read once and rendered often, with other functions each time', () => {
    const template = parseTemplate('{{ name }}', { name: 't', functions: ['name'] });
    expect(['a', 'b'].map((name) => template.render({ functions: { name: () => name } }))).toEqual(['a', 'b']);
  });

  it('names the functions that there are where one is unknown, and line and column', () => {
    const error = errorOf('up\n  {{ colour }}', { functions: { shade: () => '' } });
    expect(error.message).toMatch(/^template: t:2:5: function "colour" not defined; the functions are and, .*shade/);
    expect([error.during, error.position]).toEqual(['parsing', { line: 2, column: 5 }]);
  });

  it('says where it cannot go on', () => {
    const error = errorOf('ü{{ .a.b }}', { data: { a: {} } });
    expect(error.message).toBe('template: t:1:7: executing "t" at <.a.b>: map has no entry for key "b"');
    expect([error.during, error.position]).toEqual(['executing', { line: 1, column: 7 }]);
  });

  it('tells what a function threw', () => {
    const broken = (): Data => {
      throw new Error('is broken');
    };
    expect(errorOf('{{ broken }}', { functions: { broken } }).message).toContain('error calling broken: is broken');
  });

  it('is not rendered without a function that it was read with', () => {
    const template = parseTemplate('{{ name }}', { name: 't', functions: ['name'] });
    expect(() => template.render()).toThrow('"name" is not a defined function');
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('has no %s of JavaScript', (name) => {
    const data = { map: { a: 1 }, list: [1], text: 'x' };
    expect(errorOf(`{{ .map.${name} }}`, { data }).message).toContain(`no entry for key "${name}"`);
    expect(errorOf(`{{ .${name} }}`, { data }).message).toContain(`no entry for key "${name}"`);
    expect(errorOf(`{{ .list.${name} }}`, { data }).message).toContain(`can't evaluate field ${name}`);
    expect(errorOf(`{{ .text.${name} }}`, { data }).message).toContain(`can't evaluate field ${name}`);
    expect(errorOf(`{{ ${name} }}`).message).toContain(`function "${name}" not defined`);
    expect(render(`{{ index .map "${name}" }}`, { data })).toBe('<no value>');
  });
});

describe('a template that would not end', () => {
  const longest = 'the result is too long: 65536 characters are allowed';
  it.each([
    ['{{ range 100000000 }}{{ end }}', 'the template takes too long: 100000 steps are allowed'],
    ['{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}', 'the template takes too long'],
    ['{{ range 9000 }}12345678{{ end }}', longest],
    [`${'{{ $x := 1 }}'.repeat(4000)}{{ range 90000 }}{{ $y := $ }}{{ end }}`, 'the template takes too long'],
    ['{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}', 'exceeded maximum template depth (200)'],
    ['{{ $x := "12345678" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}', 'a text may have 65536 characters'],
    ['{{ printf "%99999999d" 1 }}', 'is wider than 65536 characters'],
    ['{{ printf "%.99999f" 1.5 }}', 'is wider than 65536 characters'],
    ['{{ printf "%.9999f" 1.5 }}', 'a precision over 1000 is not supported'],
    ['{{ html (printf "%60000s" "") | js | html | urlquery | urlquery | urlquery }}', 'a text may have 65536'],
    [`{{ ${'('.repeat(200)}1${')'.repeat(200)} }}`, 'max expression depth exceeded: 100 levels are allowed'],
    [`${'{{ if 1 }}'.repeat(200)}${'{{ end }}'.repeat(200)}`, 'max expression depth exceeded'],
    [`{{ if 0 }}${'{{ else if 0 }}'.repeat(200)}{{ end }}`, 'max expression depth exceeded'],
    ['x'.repeat(65_537), 'the text is too long: 65536 characters are allowed'],
  ])('%.60s is refused', (source, problem) => {
    expect(errorOf(source).message).toContain(problem);
  });

  it('is refused by an error that is not as long as itself', () => {
    expect(errorOf(`{{ ${'f'.repeat(60_000)} }}`).message.length).toBeLessThan(3000);
    expect(errorOf(`{{ range "${'f'.repeat(60_000)}" }}{{ end }}`).message.length).toBeLessThan(3000);
  });

  it('is refused where its data are a circle', () => {
    const circle: Data[] = [];
    circle.push(circle);
    expect(errorOf('{{ . }}', { data: circle }).message).toContain('a value may be 100 levels deep');
  });
});

describe('any template', () => {
  const words = fc.constantFrom(
    ...'{{|}}|{{-|-}}| |\n|.|$|$x|:=|=|,|(|)|name|vars|.a|.a.b|1|-2.5|0x|"t"|`r`|\'c\'|"%d %q %5.2f"|nil|true|if|else|end'.split(
      '|',
    ),
    ...'|pipe|with|range|break|continue|define|template|block|and|or|not|eq|lt|len|index|slice|print|printf|html|js|urlquery|/*|*/|\\|ü|%'.split(
      '|',
    ),
    '|',
  );
  const sources = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
    fc.array(words, { maxLength: 12 }).map((all) => `{{ ${all.join(' ')} }}`),
    fc.array(words, { maxLength: 6 }).map((all) => `{{ range 3 }}{{ ${all.join(' ')} }}{{ end }}`),
  );
  const data = fc.jsonValue() as fc.Arbitrary<Data>;

  it('is rendered, or refused by a TemplateError that says where', () => {
    fc.assert(
      fc.property(sources, data, (source, given) => {
        const values: Values = { data: given, functions: { name: () => 'n', vars: () => ({ a: 'b' }) } };
        try {
          expect(typeof render(source, values)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
          const { position, message } = error as TemplateError;
          expect(message).toContain(`template: t:${position.line}:${position.column}: `);
          expect(position.line).toBeLessThanOrEqual(source.split('\n').length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('is what it was where it has no braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const plain = text.replaceAll('{', '');
        expect(render(plain)).toBe(plain);
      }),
    );
  });

  it('shows texts between quotes as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(render(`{{ ${JSON.stringify(text)} }}`)).toBe(text);
      }),
    );
  });
});
