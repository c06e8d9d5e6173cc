{{/* Written by `npm run rbac`, from what the operator and its providers declare. */}}
{{- define "flagger.rules" -}}
  # the canaries; nothing is deleted anywhere: what a canary owns goes with it
  - apiGroups: [flagger.app]
    resources: [canaries]
    verbs: [get, list, watch, patch]
  - apiGroups: [flagger.app]
    resources: [canaries/status]
    verbs: [patch]
  # for clusters that ask it of whoever makes objects that a canary owns (OwnerReferencesPermissionEnforcement)
  - apiGroups: [flagger.app]
    resources: [canaries/finalizers]
    verbs: [update]
  # what canaries refer to
  - apiGroups: [flagger.app]
    resources: [metrictemplates, alertproviders]
    verbs: [get, list, watch]
  # what a canary is made of: the target, its primary, their services, and copies of their configs
  - apiGroups: [""]
    resources: [configmaps, secrets]
    verbs: [get, list, watch, create, update, patch]
  - apiGroups: [""]
    resources: [services]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [apps]
    resources: [deployments, daemonsets]
    verbs: [get, list, watch, create, update, patch]
  # the autoscaler of a target, its copy for the primary, and how few replicas it allows
  - apiGroups: [autoscaling]
    resources: [horizontalpodautoscalers]
    verbs: [get, list, watch, create, update, patch]
  - apiGroups: [keda.sh]
    resources: [scaledobjects]
    verbs: [get, list, watch, create, update, patch]
  # what users are told
  - apiGroups: [""]
    resources: [events]
    verbs: [create]
  - apiGroups: [""]
    resources: [pods]
    verbs: [list]
{{- if include "flagger.hasProvider" (dict "names" (list "istio") "wanted" .Values.rbac.providers) }}
  # istio
  - apiGroups: [networking.istio.io]
    resources: [virtualservices, destinationrules]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "smi") "wanted" .Values.rbac.providers) }}
  # smi
  - apiGroups: [split.smi-spec.io]
    resources: [trafficsplits]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "linkerd") "wanted" .Values.rbac.providers) }}
  # linkerd
  - apiGroups: [split.smi-spec.io]
    resources: [trafficsplits]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "osm") "wanted" .Values.rbac.providers) }}
  # osm
  - apiGroups: [split.smi-spec.io]
    resources: [trafficsplits]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "appmesh") "wanted" .Values.rbac.providers) }}
  # appmesh
  - apiGroups: [appmesh.k8s.aws]
    resources: [virtualnodes, virtualservices, virtualrouters]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "gatewayapi") "wanted" .Values.rbac.providers) }}
  # gatewayapi
  - apiGroups: [gateway.networking.k8s.io]
    resources: [httproutes]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "nginx") "wanted" .Values.rbac.providers) }}
  # nginx
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "contour") "wanted" .Values.rbac.providers) }}
  # contour
  - apiGroups: [projectcontour.io]
    resources: [httpproxies]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "traefik") "wanted" .Values.rbac.providers) }}
  # traefik
  - apiGroups: [traefik.io]
    resources: [traefikservices]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "skipper") "wanted" .Values.rbac.providers) }}
  # skipper
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "apisix") "wanted" .Values.rbac.providers) }}
  # apisix
  - apiGroups: [apisix.apache.org]
    resources: [apisixroutes]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "gloo") "wanted" .Values.rbac.providers) }}
  # gloo
  - apiGroups: [gloo.solo.io]
    resources: [upstreams]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [gateway.solo.io]
    resources: [routetables]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "kuma") "wanted" .Values.rbac.providers) }}
  # kuma
  - apiGroups: [kuma.io]
    resources: [trafficroutes]
    verbs: [get, list, watch, create, patch]
{{- end }}
{{- if include "flagger.hasProvider" (dict "names" (list "knative") "wanted" .Values.rbac.providers) }}
  # knative
  - apiGroups: [serving.knative.dev]
    resources: [services]
    verbs: [get, list, watch, patch]
  - apiGroups: [serving.knative.dev]
    resources: [revisions]
    verbs: [get, list, watch]
{{- end }}
{{- end }}

{{- define "flagger.clusterMetricsRules" -}}
  # MetricTemplates of type externalmetrics, where the resource is the name of the metric, and keptn; may go where none is used
  - apiGroups: [external.metrics.k8s.io]
    resources: ['*']
    verbs: [list]
  - apiGroups: [metrics.keptn.sh]
    resources: [keptnmetrics]
    verbs: [get]
  - apiGroups: [metrics.keptn.sh]
    resources: [analyses]
    verbs: [get, create, delete]
{{- end }}

{{- define "flagger.leaseRules" -}}
  # which of several replicas acts
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [create]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    resourceNames:
      - flagger-leader-election
      {{- if gt (int .Values.shards) 1 }}
      {{- range until (int .Values.shards) }}
      - flagger-leader-election-shard-{{ . }}
      {{- end }}
      {{- end }}
    verbs: [get, watch, update, patch]
{{- end }}
