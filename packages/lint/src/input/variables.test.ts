import { describe, expect, it } from '@jest/globals';
import { BASE, exampleText } from '../examples.ts';
import { lint } from '../lint.ts';
import { readManifests } from './read.ts';

const specOf = (spec: string): unknown =>
  readManifests('a.yaml', `kind: Other\nspec: ${spec}\n`).manifests[0]?.object['spec'];
const saidOf = (text: string): readonly string[] =>
  lint(readManifests('a.yaml', text)).map(({ code, field, says }) => `${code} ${field} ${says}`);

describe('a variable of Flux', () => {
  it.each([
    ['"${interval:=30s}"', '30s'],
    ['"${a:-b}.${c=d}"', 'b.d'],
    ['"${weight:=10}"', 10],
    ['"${mirror:=yes}"', true],
    ['"${a:=b}.${c}"', '${a:=b}.${c}'],
    ['"$${a:=b}"', '$${a:=b}'],
    ['"$a ${1:=b}"', '$a ${1:=b}'],
    ['|\n  ${a:=1}\n  2', '1\n2\n'],
  ])('in %s is read as %j: as its default where it has one', (written, value) => {
    expect(specOf(written)).toEqual(value);
  });

  it.each([
    ['interval: 30s', 'interval: "${x}"'],
    ['port: 80', 'port: "${x}"'],
    ['maxWeight: 50', 'maxWeight: "${x:0:2}"'],
    ['provider: istio', 'provider: "${x}"'],
    ['provider: istio', 'provider: istio\n  metricsServer: "${x}:9090"'],
    ['http://flagger-loadtester.test', 'http://flagger-loadtester.${x}'],
    ['http://podinfo-canary.test', 'http://podinfo-canary.${x}'],
    ['service: {', 'service: {hosts: ["app.${x}"], '],
  ])('without a default is not wrong: %s may be %j', (known, unknown) => {
    const text = BASE.replace(known, unknown);
    expect(text).toContain('${x');
    expect(saidOf(text)).toEqual([]);
  });

  it('with a default is judged by it', () => {
    expect(saidOf(BASE.replace('interval: 30s', 'interval: "${interval:=1h}"'))).toContainEqual(
      expect.stringContaining('FLG006 spec.analysis.interval found "1h"'),
    );
  });

  it('makes unknown what is worked out from it, and no more', () => {
    const slow = BASE.replace('-z 1m', '-z 1s').replace('name: request-success-rate', 'name: errors');
    const codes = (text: string): readonly string[] => saidOf(text).map((each) => each.slice(0, 6));
    expect(codes(slow)).toEqual(['FLG011', 'FLG504']);
    expect(codes(slow.replace('interval: 30s', 'interval: "${interval}"'))).toEqual([]);
    expect(codes(slow.replace('threshold: 5', 'threshold: "${threshold}"'))).toEqual(['FLG504']);
  });

  it('may be the name of what is referred to, or its namespace', () => {
    const deployment = (name: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\n`;
    expect(saidOf(exampleText(deployment('other')))).toHaveLength(1);
    expect(saidOf(exampleText(deployment('"${name}"')))).toEqual([]);
    const elsewhere = exampleText(deployment('podinfo')).replaceAll('namespace: test', 'namespace: ${namespace}');
    expect(saidOf(elsewhere)).toEqual([]);
  });
});
