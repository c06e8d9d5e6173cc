{{- define "podinfo.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "podinfo.fullname" -}}
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

{{/* What tells the target from the primary. */}}
{{- define "podinfo.selectorLabels" -}}
app: {{ include "podinfo.fullname" . }}
{{- end }}

{{- define "podinfo.labels" -}}
{{ include "podinfo.selectorLabels" . }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "podinfo.meta" -}}
name: {{ include "podinfo.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "podinfo.labels" . | nindent 2 }}
{{- end }}

{{/* A map as YAML, each value as text: labels, annotations and selectors take neither true nor 1. */}}
{{- define "podinfo.texts" -}}
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
