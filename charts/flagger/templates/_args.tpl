{{/* One line for each flag. What is not set is left to the program. */}}
{{- define "flagger.args" -}}
- -log-level={{ .Values.logLevel }}
{{- with .Values.meshProvider }}
- -mesh-provider={{ . }}
{{- end }}
- -metrics-server={{ include "flagger.metricsServer" . }}
- -enable-config-tracking={{ .Values.configTracking.enabled }}
{{- with .Values.namespace }}
- -namespace={{ . }}
{{- end }}
{{- with .Values.selectorLabels }}
- -selector-labels={{ . }}
{{- end }}
{{- with .Values.ingressAnnotationsPrefix }}
- -ingress-annotations-prefix={{ . }}
{{- end }}
{{- with .Values.ingressClass }}
- -ingress-class={{ . }}
{{- end }}
{{- with .Values.includeLabelPrefix }}
- -include-label-prefix={{ . }}
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
- -kubeconfig-service-mesh=/tmp/controlplane/{{ .Values.controlplane.kubeconfig.key }}
{{- end }}
{{- if .Values.noCrossNamespaceRefs }}
- -no-cross-namespace-refs=true
{{- end }}
{{- with .Values.eventWebhook }}
- -event-webhook={{ . }}
{{- end }}
{{- with .Values.clusterName }}
- -cluster-name={{ . }}
{{- end }}
{{- with .Values.slack.url }}
- -slack-url={{ . }}
{{- end }}
{{- if or .Values.slack.url .Values.slack.channel .Values.slack.token .Values.existingSecret }}
- -slack-user={{ .Values.slack.user }}
{{- end }}
{{- with .Values.slack.channel }}
- -slack-channel={{ . }}
{{- end }}
{{- with .Values.slack.proxyUrl | default .Values.slack.proxy }}
- -slack-proxy-url={{ . }}
{{- end }}
{{- with .Values.msteams.url }}
- -msteams-url={{ . }}
{{- end }}
{{- with .Values.msteams.proxyUrl }}
- -msteams-proxy-url={{ . }}
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
