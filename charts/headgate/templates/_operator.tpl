{{/* The operator's configuration file. */}}
{{- define "headgate.operator.configuration" -}}
install: {{ include "headgate.install" . }}
watchNamespaces: {{ toJson .Values.watchNamespaces }}
{{- if .Values.operator.leaderElection.enabled }}
lease:
  namespace: {{ .Release.Namespace }}
  name: {{ include "headgate.leaseName" . }}
{{- end }}
adminPort: {{ int .Values.operator.adminPort }}
{{- with include "headgate.redis" . | fromJson }}
{{- if .enabled }}
redis:
  addresses: {{ toJson .addresses }}
  {{- with .sentinel }}
  sentinel: {{ quote . }}
  {{- end }}
  tls: {{ .tls }}
  {{- if .caSecret }}
  ca: /redis/ca.crt
  {{- end }}
  {{- with .operator.user }}
  user: {{ quote . }}
  {{- end }}
  {{- if .operator.secret }}
  passwordFile: /redis/password
  {{- end }}
  {{- with .sentinelUser }}
  sentinelUser: {{ quote . }}
  {{- end }}
  {{- if .sentinelSecret }}
  sentinelPasswordFile: /redis/sentinel-password
  {{- end }}
  prefix: {{ quote .prefix }}
{{- end }}
{{- end }}
pools:
{{- range $name, $pool := include "headgate.pools" . | fromJson }}
- name: {{ quote $name }}
  namespace: {{ $pool.namespace }}
  environment: {{ $pool.environment | default "Production" }}
  podSelector:
    matchLabels:
      {{- include "headgate.gateway.selector" (dict "root" $ "name" $name) | nindent 6 }}
  adminPort: {{ int $pool.ports.admin }}
  port: {{ int $pool.ports.http }}
  shards: {{ int ($pool.shards | default 1) }}
  {{- with $pool.products }}
  products:
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "headgate.operator.fullname" -}}
{{- printf "%s-operator" (include "headgate.fullname" .) -}}
{{- end -}}

{{- define "headgate.operator.account" -}}
{{- .Values.operator.serviceAccount.name | default (include "headgate.operator.fullname" .) -}}
{{- end -}}
