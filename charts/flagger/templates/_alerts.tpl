{{/* What somebody must know of. Braces of Prometheus are written as texts: Helm has the same. */}}
{{- define "flagger.alerts" -}}
{{/* a Prometheus that does not honour labels calls the canary's namespace exported_namespace */}}
{{- $target := "{{ $labels.name }}.{{ with $labels.exported_namespace }}{{ . }}{{ else }}{{ $labels.namespace }}{{ end }}" -}}
{{- $rule := .Values.prometheusRule -}}
{{- $severity := $rule.severity | quote -}}
- alert: FlaggerCanaryFailed
  expr: flagger_canary_status == 2
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ printf "%s: the last release failed" $target | quote }}
    description: It was taken back, or its promotion failed. The events of the Canary say why, kubectl flagger why where users are; a new version, or the annotation for a retry, starts another run.
- alert: FlaggerCanaryStuck
  expr: flagger_canary_phase{phase=~"Initializing|Progressing|Promoting|Finalising|Terminating"} == 1
  for: {{ $rule.stuckFor }}
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ printf "%s: in phase {{ $labels.phase }} for %s" $target $rule.stuckFor | quote }}
    description: The run goes neither on nor back, past every deadline of its own. The conditions of the Canary say what is in its way.
- alert: FlaggerCanaryWaiting
  expr: >-
    max by (name, namespace, exported_namespace) (flagger_canary_phase{phase=~"Waiting|WaitingPromotion"}
    or flagger_canary_condition{condition="Held",reason="WaitingForTrafficIncrease"}
    or flagger_canary_condition{condition="Paused"}) == 1
  for: {{ $rule.waitingFor }}
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ printf "%s: waits for a person since %s" $target $rule.waitingFor | quote }}
    description: A gate is closed, or somebody paused the release.
- alert: FlaggerCanaryNoData
  expr: flagger_canary_condition{condition="Held",reason=~"MetricsServerUnreachable|NoMetricValues"} == 1
  for: {{ $rule.noDataFor }}
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ printf "%s: the release is held, {{ $labels.reason }}" $target | quote }}
    description: Nothing is known of the new version. After progressDeadlineSeconds without data it is taken back.
- alert: FlaggerCanaryObstructed
  expr: flagger_canary_condition{condition=~"Accepted|Obstructed|Contested"} == 1
  for: {{ $rule.noDataFor }}
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ printf "%s: {{ $labels.condition }}, {{ $labels.reason }}" $target | quote }}
    description: The Canary cannot work (Accepted is False), something it needs is away, or somebody else keeps changing its objects. Its conditions say what.
- alert: FlaggerAbsent
  expr: absent(flagger_info)
  for: {{ $rule.noDataFor }}
  labels: { severity: {{ $severity }} }
  annotations:
    summary: Nobody looks after the canaries
    description: No operator is scraped. Users stay where they are; releases do not go on.
- alert: FlaggerBlind
  expr: max by (kind) (flagger_watch_age_seconds) > 300
  for: 5m
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ "The operator has heard nothing of {{ $labels.kind }} for five minutes" | quote }}
    description: The API server does not answer it, or refuses it.
- alert: FlaggerDeliveryLost
  expr: increase(flagger_deliveries_total{outcome="lost"}[15m]) > 0
  labels: { severity: {{ $severity }} }
  annotations:
    summary: {{ "Messages of kind {{ $labels.kind }} were lost after all attempts" | quote }}
    description: The receiver of alerts or event webhooks does not answer. The log of the operator names it.
{{- end }}
