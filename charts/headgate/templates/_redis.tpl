{{/* Where counters are kept, as JSON: the built-in Redis, another one, or none (enabled: false). */}}
{{- define "headgate.redis.isEmbedded" -}}
{{- if kindIs "invalid" .Values.redis.embedded.enabled -}}
{{- if empty .Values.redis.external.addresses }}true{{ end -}}
{{- else if .Values.redis.embedded.enabled -}}
true
{{- end -}}
{{- end -}}

{{- define "headgate.redis.fullname" -}}
{{- printf "%s-redis" (include "headgate.fullname" .) -}}
{{- end -}}

{{/* The Secret with the passwords of the built-in Redis; each namespace that needs one has its own. */}}
{{- define "headgate.redis.secret" -}}
{{- .Values.redis.embedded.existingSecret | default (include "headgate.redis.fullname" .) -}}
{{- end -}}

{{- define "headgate.redis" -}}
{{- $redis := dict "enabled" false -}}
{{- if include "headgate.redis.isEmbedded" . -}}
{{- $secret := include "headgate.redis.secret" . -}}
{{- $address := printf "%s.%s.svc:6379" (include "headgate.redis.fullname" .) .Release.Namespace -}}
{{- $redis = dict "enabled" true "addresses" (list $address) "tls" false "prefix" .Values.redis.prefix
  "gateway" (dict "user" "gateway" "secret" $secret "key" "gateway-password")
  "operator" (dict "user" "operator" "secret" $secret "key" "operator-password") -}}
{{- else if .Values.redis.external.addresses -}}
{{- $external := .Values.redis.external -}}
{{- $redis = dict "enabled" true "addresses" $external.addresses "tls" $external.tls.enabled "prefix" .Values.redis.prefix
  "caSecret" $external.tls.caSecret.name "caKey" $external.tls.caSecret.key
  "sentinel" $external.sentinel.name "sentinelUser" $external.sentinel.user
  "sentinelSecret" $external.sentinel.passwordSecret.name "sentinelKey" $external.sentinel.passwordSecret.key
  "gateway" (dict "user" $external.gateway.user "secret" $external.gateway.passwordSecret.name "key" $external.gateway.passwordSecret.key)
  "operator" (dict "user" $external.operator.user "secret" $external.operator.passwordSecret.name "key" $external.operator.passwordSecret.key) -}}
{{- end -}}
{{- toJson $redis -}}
{{- end -}}

{{/* The sources of the volume with password and CA; nothing when there are none. Takes {redis, who}. */}}
{{- define "headgate.redis.sources" -}}
{{- with index .redis .who }}
{{- if .secret }}
- secret:
    name: {{ .secret }}
    items:
    - key: {{ .key }}
      path: password
{{- end }}
{{- end }}
{{- if .redis.sentinelSecret }}
- secret:
    name: {{ .redis.sentinelSecret }}
    items:
    - key: {{ .redis.sentinelKey }}
      path: sentinel-password
{{- end }}
{{- if .redis.caSecret }}
- secret:
    name: {{ .redis.caSecret }}
    items:
    - key: {{ .redis.caKey }}
      path: ca.crt
{{- end }}
{{- end -}}

{{/* The configuration of the built-in server. docs/redis.md says why: what was acknowledged is never forgotten, and nothing is dropped. */}}
{{- define "headgate.redis.configuration" -}}
port 6379
dir /data
aclfile /users/users.acl
appendonly yes
appendfsync always
save ""
maxmemory {{ .Values.redis.embedded.maxMemory }}
maxmemory-policy noeviction
{{- with .Values.redis.embedded.configuration }}
{{ . | trim }}
{{- end }}
{{- end -}}
