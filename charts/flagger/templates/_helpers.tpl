{{- define "flagger.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "flagger.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "flagger.selectorLabels" -}}
app.kubernetes.io/name: {{ include "flagger.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "flagger.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{ include "flagger.selectorLabels" . }}
{{- end }}

{{- define "flagger.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "flagger.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "flagger.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* A Service's name has at most 63 characters, as has a label. */}}
{{- define "flagger.prometheusName" -}}
{{- include "flagger.fullname" . | trunc 52 | trimSuffix "-" }}-prometheus
{{- end }}

{{- define "flagger.prometheusSelectorLabels" -}}
app.kubernetes.io/name: {{ include "flagger.name" . | trunc 52 | trimSuffix "-" }}-prometheus
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "flagger.metricsServer" -}}
{{- if .Values.prometheus.install -}}
http://{{ include "flagger.prometheusName" . }}:9090
{{- else -}}
{{ .Values.metricsServer | default "" }}
{{- end -}}
{{- end }}

{{/* Not empty where one of `names`, without versions, is wanted, or nothing special is. */}}
{{- define "flagger.hasProvider" -}}
{{- if not .wanted -}}
yes
{{- else -}}
{{- $names := .names -}}
{{- range .wanted -}}
{{- if has (first (splitList ":" .)) $names -}}yes{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* A quantity of memory in MiB, rounded down; empty where it is written in another unit. */}}
{{- define "flagger.mebibytes" -}}
{{- $quantity := toString . -}}
{{- if kindIs "float64" . -}}{{- $quantity = toString (int64 .) -}}{{- end -}}
{{- if hasSuffix "Gi" $quantity -}}
{{- trimSuffix "Gi" $quantity | float64 | mulf 1024 | int -}}
{{- else if hasSuffix "Mi" $quantity -}}
{{- trimSuffix "Mi" $quantity | float64 | int -}}
{{- else if hasSuffix "G" $quantity -}}
{{- trimSuffix "G" $quantity | float64 | mulf 953.67 | int -}}
{{- else if hasSuffix "M" $quantity -}}
{{- trimSuffix "M" $quantity | float64 | mulf 0.95367 | int -}}
{{- else if regexMatch "^[0-9]+$" $quantity -}}
{{- div (int64 $quantity) 1048576 -}}
{{- end -}}
{{- end }}

{{/* The resources of the operator: the limit of memory is raised where so many canaries need more than it says. */}}
{{- define "flagger.resources" -}}
{{- $resources := deepCopy (default dict .Values.resources) -}}
{{- $limits := default dict $resources.limits -}}
{{- $has := include "flagger.mebibytes" (default "" $limits.memory) -}}
{{- $needs := add 256 (div (int .Values.canaries) 4) -}}
{{- if and $has (gt (int $needs) (int $has)) -}}
{{- $_ := set $limits "memory" (printf "%dMi" (int $needs)) -}}
{{- $_ := set $resources "limits" $limits -}}
{{- end -}}
{{- if $resources -}}
{{- toYaml $resources -}}
{{- end -}}
{{- end }}

{{/* How much V8's old space may take, MiB: two thirds of the memory limit; empty where there is none. */}}
{{- define "flagger.heapMiB" -}}
{{- $resources := include "flagger.resources" . | fromYaml -}}
{{- $limits := default dict $resources.limits -}}
{{- with include "flagger.mebibytes" (default "" $limits.memory) -}}
{{- div (mul (int .) 2) 3 -}}
{{- end -}}
{{- end }}

{{- define "flagger.bindingKind" -}}
{{- if eq .Values.rbac.scope "namespace" -}}Role{{- else -}}ClusterRole{{- end -}}
{{- end }}

{{/* Where the lease is: with -namespace in that one, as with Flagger. */}}
{{- define "flagger.leaseNamespace" -}}
{{- .Values.namespace | default .Release.Namespace -}}
{{- end }}

{{- define "flagger.prometheusLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "flagger.prometheusSelectorLabels" . }}
{{- end }}

{{/* A map as YAML, each value as text: labels, annotations and selectors take neither true nor 1. */}}
{{- define "flagger.texts" -}}
{{- $texts := dict -}}
{{- range $key, $value := . -}}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) -}}
{{- $_ := set $texts $key (toString (int64 $value)) -}}
{{- else -}}
{{- $_ := set $texts $key (toString $value) -}}
{{- end -}}
{{- end -}}
{{- toYaml $texts -}}
{{- end }}
