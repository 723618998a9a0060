{{/* What pods of every component have. Takes {root, of}: of is the part of the values that is about the component. */}}

{{- define "headgate.pod.placement" -}}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .of.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "headgate.pod.pullSecrets" -}}
{{- with concat .root.Values.global.imagePullSecrets (default list .of.imagePullSecrets) | uniq }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Spread over nodes and zones, unless constraints were given. Takes {of, selector}. */}}
{{- define "headgate.pod.spread" -}}
{{- if .of.topologySpreadConstraints }}
topologySpreadConstraints:
{{- range .of.topologySpreadConstraints }}
- {{ merge (deepCopy .) (dict "labelSelector" (dict "matchLabels" ($.selector | fromYaml))) | toYaml | nindent 2 | trim }}
{{- end }}
{{- else if .of.topologySpread.enabled }}
topologySpreadConstraints:
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: {{ $.of.topologySpread.whenUnsatisfiable }}
  labelSelector:
    matchLabels:
      {{- $.selector | nindent 6 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The three probes, all on the admin port. Takes {of}. */}}
{{- define "headgate.pod.probes" -}}
{{- range $kind, $path := dict "startupProbe" "/healthz" "livenessProbe" "/healthz" "readinessProbe" "/readyz" }}
{{ $kind }}:
  httpGet:
    path: {{ $path }}
    port: admin
  {{- toYaml (index $.of.probes $kind) | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A PodDisruptionBudget. Takes {root, of, component, name, namespace, selector}. */}}
{{- define "headgate.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  namespace: {{ .namespace }}
  labels:
    {{- include "headgate.labels" (dict "root" .root "component" .component) | nindent 4 }}
  {{- with include "headgate.annotations" (dict "root" .root) }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  {{- if kindIs "invalid" .of.podDisruptionBudget.minAvailable }}
  maxUnavailable: {{ .of.podDisruptionBudget.maxUnavailable }}
  {{- else }}
  minAvailable: {{ .of.podDisruptionBudget.minAvailable }}
  {{- end }}
  {{- if semverCompare ">=1.27-0" .root.Capabilities.KubeVersion.Version }}
  # Pods that do not work anyway must not keep a node from being drained.
  unhealthyPodEvictionPolicy: AlwaysAllow
  {{- end }}
  selector:
    matchLabels:
      {{- .selector | nindent 6 }}
{{- end -}}
