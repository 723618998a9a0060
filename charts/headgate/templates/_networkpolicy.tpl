{{- define "headgate.networkPolicy.dns" -}}
- to:
  {{- toYaml .Values.networkPolicy.dnsTo | nindent 2 }}
  ports:
  - port: 53
    protocol: UDP
  - port: 53
    protocol: TCP
{{- end -}}

{{/* To the server of the counters. Takes {root, redis}. */}}
{{- define "headgate.networkPolicy.redis" -}}
{{- if include "headgate.redis.isEmbedded" .root }}
- to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: {{ .root.Release.Namespace }}
    podSelector:
      matchLabels:
        {{- include "headgate.selector" (dict "root" .root "component" "redis") | nindent 8 }}
  ports:
  - port: 6379
{{- else if .redis.enabled }}
# Redis. Nodes of a Cluster, and primaries that Sentinels name, may have other ports: networkPolicy.redisPorts.
- ports:
  {{- $ports := .root.Values.networkPolicy.redisPorts }}
  {{- range .redis.addresses }}
  {{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" .) | default (ternary "26379" "6379" (not (empty $.redis.sentinel))) }}
  {{- $ports = append $ports (int $port) }}
  {{- end }}
  {{- if .redis.sentinel }}
  {{- $ports = append $ports 6379 }}
  {{- end }}
  {{- range $ports | uniq }}
  - port: {{ int . }}
  {{- end }}
{{- end }}
{{- end -}}
