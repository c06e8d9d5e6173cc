{{- define "grafana.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "grafana.fullname" -}}
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

{{- define "grafana.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "grafana.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{/* Names of the dashboards that are wanted. */}}
{{- define "grafana.dashboards" -}}
{{- $all := list -}}
{{- range $path, $_ := .Files.Glob "dashboards/*.json" -}}
{{- $all = append $all (trimSuffix ".json" (base $path)) -}}
{{- end -}}
{{- range .Values.dashboards -}}
{{- if not (has . $all) -}}
{{- fail (printf "dashboards: found %s, allowed are %s" . (join ", " $all)) -}}
{{- end -}}
{{- end -}}
{{- .Values.dashboards | default $all | join " " -}}
{{- end }}

{{/* A map as YAML, each value as text: labels, annotations and selectors take neither true nor 1. */}}
{{- define "grafana.texts" -}}
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
