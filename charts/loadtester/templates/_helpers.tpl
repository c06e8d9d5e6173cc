{{- define "loadtester.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "loadtester.fullname" -}}
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

{{/* Flagger's: nobody can change what a Deployment selects by. Two releases in a namespace need nameOverride. */}}
{{- define "loadtester.selectorLabels" -}}
app: {{ include "loadtester.name" . }}
{{- end }}

{{- define "loadtester.labels" -}}
{{ include "loadtester.selectorLabels" . }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "loadtester.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "loadtester.meta" -}}
name: {{ include "loadtester.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "loadtester.labels" . | nindent 2 }}
{{- end }}

{{- define "loadtester.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Not empty where an account is made. */}}
{{- define "loadtester.makesAccount" -}}
{{- if or .Values.rbac.create (and .Values.gates.kept (not .Values.serviceAccountName)) -}}yes{{- end -}}
{{- end }}

{{/* What pods act as. */}}
{{- define "loadtester.account" -}}
{{- if .Values.serviceAccountName -}}
{{ .Values.serviceAccountName }}
{{- else if include "loadtester.makesAccount" . -}}
{{ include "loadtester.fullname" . }}
{{- end -}}
{{- end }}

{{/* Not empty where users mount a volume at /tmp: there may be but one. */}}
{{- define "loadtester.mountsTmp" -}}
{{- range .Values.volumeMounts }}{{- if eq (toString .mountPath | trimSuffix "/") "/tmp" }}yes{{- end }}{{- end }}
{{- end }}

{{/* Not empty where users have a volume of this name. */}}
{{- define "loadtester.hasTmp" -}}
{{- range .Values.volumes }}{{- if eq (toString .name) "tmp" }}yes{{- end }}{{- end }}
{{- end }}

{{/* A map as YAML, each value as text: labels, annotations and selectors take neither true nor 1. */}}
{{- define "loadtester.texts" -}}
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
