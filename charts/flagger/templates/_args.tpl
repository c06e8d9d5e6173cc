{{/* One line for each flag. What is not set is left to the program. */}}
{{- define "flagger.args" -}}
- -log-level={{ .Values.logLevel | default "info" }}
{{- with .Values.meshProvider }}
- {{ printf "-mesh-provider=%v" . | toYaml }}
{{- end }}
{{- with include "flagger.metricsServer" . }}
- {{ printf "-metrics-server=%v" . | toYaml }}
{{- end }}
{{- $tracking := default dict .Values.configTracking }}
{{- if kindIs "bool" $tracking.enabled }}
- -enable-config-tracking={{ $tracking.enabled }}
{{- end }}
{{- with .Values.namespace }}
- -namespace={{ . }}
{{- end }}
{{- with .Values.selectorLabels }}
- {{ printf "-selector-labels=%v" . | toYaml }}
{{- end }}
{{- with .Values.ingressAnnotationsPrefix }}
- {{ printf "-ingress-annotations-prefix=%v" . | toYaml }}
{{- end }}
{{- with .Values.ingressClass }}
- {{ printf "-ingress-class=%v" . | toYaml }}
{{- end }}
{{- with .Values.includeLabelPrefix }}
- {{ printf "-include-label-prefix=%v" . | toYaml }}
{{- end }}
{{- with .Values.threadiness }}
- -threadiness={{ . }}
{{- end }}
{{- with .Values.kubeconfigQPS }}
- -kubeconfig-qps={{ . }}
{{- end }}
{{- with .Values.kubeconfigBurst }}
- -kubeconfig-burst={{ . }}
{{- end }}
{{- if .Values.controlplane.kubeconfig.secretName }}
- {{ .Values.controlplane.kubeconfig.key | default "" | printf "-kubeconfig-service-mesh=/tmp/controlplane/%v" | toYaml }}
{{- end }}
{{- if .Values.noCrossNamespaceRefs }}
- -no-cross-namespace-refs=true
{{- end }}
{{- with .Values.eventWebhook }}
- {{ printf "-event-webhook=%v" . | toYaml }}
{{- end }}
{{- with .Values.clusterName }}
- {{ printf "-cluster-name=%v" . | toYaml }}
{{- end }}
{{- with .Values.slack.url }}
- {{ printf "-slack-url=%v" . | toYaml }}
{{- end }}
{{- if or .Values.slack.url .Values.slack.channel .Values.slack.token .Values.existingSecret }}
{{- with .Values.slack.user }}
- {{ printf "-slack-user=%v" . | toYaml }}
{{- end }}
{{- end }}
{{- with .Values.slack.channel }}
- {{ printf "-slack-channel=%v" . | toYaml }}
{{- end }}
{{- with .Values.slack.proxyUrl | default .Values.slack.proxy }}
- {{ printf "-slack-proxy-url=%v" . | toYaml }}
{{- end }}
{{- with .Values.msteams.url }}
- {{ printf "-msteams-url=%v" . | toYaml }}
{{- end }}
{{- with .Values.msteams.proxyUrl }}
- {{ printf "-msteams-proxy-url=%v" . | toYaml }}
{{- end }}
{{- if .Values.leaderElection.enabled }}
- -enable-leader-election=true
- -leader-election-namespace={{ .Release.Namespace }}
{{- if gt (int .Values.shards) 1 }}
- -shards={{ .Values.shards }}
{{- end }}
{{- end }}
{{- range .Values.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end }}
