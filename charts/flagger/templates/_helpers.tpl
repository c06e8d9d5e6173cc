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

{{- define "flagger.metricsServer" -}}
{{- if .Values.prometheus.install -}}
http://{{ include "flagger.fullname" . }}-prometheus:9090
{{- else -}}
{{ .Values.metricsServer }}
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

{{/* Of a memory limit such as 512Mi or 1Gi, how much V8's old space may take, MiB: two thirds of it. */}}
{{- define "flagger.heapMiB" -}}
{{- $limit := toString . -}}
{{- if hasSuffix "Gi" $limit -}}
{{- div (mul (trimSuffix "Gi" $limit | float64 | mulf 1024 | int) 2) 3 -}}
{{- else if hasSuffix "Mi" $limit -}}
{{- div (mul (trimSuffix "Mi" $limit | int) 2) 3 -}}
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
app.kubernetes.io/name: {{ include "flagger.name" . }}-prometheus
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
