{{- define "headgate.gateway.account" -}}
{{- printf "%s-gateway" (include "headgate.fullname" .) -}}
{{- end -}}

{{/* The settings of a gateway, as docs/gateway.md and docs/redis.md name them. Takes {pool, redis}. */}}
{{- define "headgate.gateway.arguments" -}}
- --config=/config
{{- with .pool.address }}
- {{ printf "--address=%s" . | quote }}
{{- end }}
- --port={{ int .pool.ports.http }}
- --admin-port={{ int .pool.ports.admin }}
{{- if .pool.tls.secretName }}
- --tls-port={{ int .pool.tls.port }}
- --tls-certificate=/tls/tls.crt
- --tls-key=/tls/tls.key
{{- end }}
- --drain-delay={{ int .pool.drain.delay }}
- --drain-timeout={{ int .pool.drain.timeout }}
- --access-log={{ .pool.accessLog }}
{{- with .pool.trustedProxies }}
- {{ printf "--trusted-proxies=%s" (join "," .) | quote }}
{{- end }}
{{- with .redis }}
{{- if .enabled }}
- {{ printf "--redis=%s" (join "," .addresses) | quote }}
{{- with .sentinel }}
- {{ printf "--redis-sentinel=%s" . | quote }}
{{- end }}
{{- if .tls }}
- --redis-tls=true
{{- end }}
{{- if .caSecret }}
- --redis-ca=/redis/ca.crt
{{- end }}
{{- with .gateway.user }}
- {{ printf "--redis-user=%s" . | quote }}
{{- end }}
{{- if .gateway.secret }}
- --redis-password-file=/redis/password
{{- end }}
{{- with .sentinelUser }}
- {{ printf "--redis-sentinel-user=%s" . | quote }}
{{- end }}
{{- if .sentinelSecret }}
- --redis-sentinel-password-file=/redis/sentinel-password
{{- end }}
- {{ printf "--redis-prefix=%s" .prefix | quote }}
{{- end }}
{{- end }}
{{- end -}}
