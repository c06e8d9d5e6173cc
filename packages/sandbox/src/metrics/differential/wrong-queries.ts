/** Queries that Prometheus refuses or fails at, each with a message that ours must equal. */
export const WRONG_QUERIES: readonly string[] = [
  '', ' ', '# nothing', 'level +', 'sum(level', 'level{job', 'level{job="a"', 'level[5m', 'foo(level)', 'level temperature', '"abc', '1 == 1', '1 > 2', 'sum()', 'topk(1)', 'sum(level, level)', 'rate()', 'rate(level)', 'rate(level[5m], 1)',
  'abs(1)', 'abs(level[5m])', 'round()', 'round(level, 1, 2)', 'label_replace(level, "x")', 'label_join(level, "x")', 'topk(level, level)', 'topk("a", level)', 'count_values(1, level)', 'sum(1)', 'sum("a")', 'sum(level[5m])',
  'level[0s]', 'level offset 0s', '(level)[5m]', 'sum(level)[5m]', 'level offset 5m [5m]', 'level @ 5 [5m]', 'level @ Inf', 'level @ NaN', 'level offset 5m offset 5m', 'level @ 1 @ 2', '(level) offset 5m', '1 offset 5m', '(level) @ 5', '1[5m:1m]', 'level[5m][5m:]',
  'level + "a"', '"a" + level', 'level and 1', '1 or level', 'level + bool level', 'level and bool level', 'level and on(job) group_left level', 'level + on(job) group_left(job) replicas', '1 + on(job) level', 'level[5m] + 1', '-level[5m]', '-"a"',
  '{}', '{job=""}', '{job=~".*"}', '{job!="a"}', 'level{__name__="x"}', 'level{job=~"("}', 'level{job=~"a**"}', 'level{job=~"*"}', 'level{job=~"a{1001}"}', 'level{job=~"[a"}', 'level{job=~"[b-a]"}', 'level{job=~"(?=a)"}', 'level{job=~"\\\\1"}', 'level{job=~"a)"}',
  'level{job=~"\\\\pX"}', 'level{job=~"[[:foo:]]"}', 'level{job=~"\\\\8"}', 'level{job=~"a{2,1}"}',
  'level + on(job) replicas', 'level + on() level', 'build_info * on(job, instance) requests_total', 'requests_total * on(job) group_left level', 'level + ignoring(instance) replicas',
  'count_values("a-b", level)', 'topk(NaN, level)', 'topk(Inf, level)', 'quantile("a", level)', 'label_replace(level, "a-b", "", "job", "")', 'label_replace(level, "a", "", "job", "(")', 'label_join(level, "a-b", "", "job")', 'label_join(level, "a", "", "a-b")',
  'label_replace(level, "job", "", "job", ".*") + 1', 'label_replace(level, "instance", "x", "job", ".*")', '-{__name__=~"level|replicas"}', 'abs({__name__=~"level|replicas"})', 'rate({__name__=~"level|replicas"}[5m])', '{__name__=~"level|replicas"} * 2', '{__name__=~"level|replicas"} == bool 2',
  'level @ start(', 'level[5m:', 'level[5m:1m', 'level{job="a",,}', 'level{job=1}', 'level{1="a"}', 'sum by job (level)', 'sum by (1) (level)', 'level + + + ', '1 2', 'level ~ 1', 'level)', '(level', 'level]', 'level}', 'level offset', 'level @', 'level offset x', '\'a"',
  "'\\q'", '"\\u12"', '"\\400"', '"\\ud800"',
];
