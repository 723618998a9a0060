{{/* What the chart's objects are called, and how they are labelled. */}}

{{- define "headgate.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of the installation: part of the names of roles, and a label of all that the operator publishes. */}}
{{- define "headgate.install" -}}
{{- .Values.install | default (.Release.Name | replace "." "-") -}}
{{- end -}}

{{- define "headgate.leaseName" -}}
{{- .Values.operator.leaderElection.leaseName | default (printf "%s-operator" (include "headgate.fullname" .)) -}}
{{- end -}}

{{/* The labels by which an object is found and never changes. Takes {root, component}. */}}
{{- define "headgate.selector" -}}
app.kubernetes.io/name: headgate
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* The same for the gateways of a pool. Takes {root, name}. The operator finds them by it. */}}
{{- define "headgate.gateway.selector" -}}
{{ include "headgate.selector" (dict "root" .root "component" "gateway") }}
headgate.dev/pool: {{ .name }}
{{- end -}}

{{/* All labels of an object. Takes {root, component, own}: own are labels that the caller adds, and that win over common ones. */}}
{{- define "headgate.labels" -}}
{{ include "headgate.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: headgate
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_") }}
{{- range $key, $value := .root.Values.global.commonLabels }}
{{- if not (hasKey (default dict $.own) $key) }}
{{ $key }}: {{ quote $value }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The lines "annotations:" of an object, nothing when there are none. Takes {root, own}. */}}
{{- define "headgate.annotations" -}}
{{- with merge (deepCopy (default dict .own)) .root.Values.global.commonAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* A full image name. Takes {root, image}. A digest wins over a tag. */}}
{{- define "headgate.image" -}}
{{- $registry := .image.registry | default .root.Values.global.imageRegistry -}}
{{- $name := ternary .image.repository (printf "%s/%s" $registry .image.repository) (empty $registry) -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The namespace of a pool. Takes {root, pool}. */}}
{{- define "headgate.gateway.namespace" -}}
{{- .pool.namespace | default (printf "%s-gateways" .root.Release.Namespace | trunc 63 | trimSuffix "-") -}}
{{- end -}}

{{- define "headgate.gateway.fullname" -}}
{{- printf "%s-gateway-%s" (include "headgate.fullname" .root) .name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The enabled pools as JSON, by name: what `pools` says of one, over what `gateway` says of all. */}}
{{- define "headgate.pools" -}}
{{- $root := . -}}
{{- $pools := dict -}}
{{- range $name, $own := .Values.pools -}}
{{- $pool := mergeOverwrite (deepCopy $root.Values.gateway) (deepCopy (default dict $own)) -}}
{{- if ne (toString $pool.enabled) "false" -}}
{{- $_ := set $pool "namespace" (include "headgate.gateway.namespace" (dict "root" $root "pool" $pool)) -}}
{{- $_ := set $pools $name $pool -}}
{{- end -}}
{{- end -}}
{{- if empty $pools -}}
{{- fail "pools has no pool that is enabled: an operator without gateways has nothing to publish to." -}}
{{- end -}}
{{- $pools | toJson -}}
{{- end -}}

{{/* The namespaces of pools as a JSON list in a map: {names: [...]}. */}}
{{- define "headgate.gateway.namespaces" -}}
{{- $names := list -}}
{{- range $name, $pool := include "headgate.pools" . | fromJson -}}
{{- $names = append $names $pool.namespace -}}
{{- end -}}
{{- dict "names" ($names | uniq | sortAlpha) | toJson -}}
{{- end -}}
