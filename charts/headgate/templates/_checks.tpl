{{/* What the schema cannot say: values that contradict each other. Each message names the fields and what mends it. */}}
{{- define "headgate.checks" -}}
{{- $operator := .Values.operator -}}
{{- if and (gt (int $operator.replicas) 1) (not $operator.leaderElection.enabled) -}}
{{- fail "operator.replicas is more than 1 and operator.leaderElection.enabled is false: they would write against each other. Enable it, or run one." -}}
{{- end -}}
{{- if and .Values.redis.embedded.enabled .Values.redis.external.addresses -}}
{{- fail "redis.embedded.enabled is true and redis.external.addresses are given: choose one of them." -}}
{{- end -}}
{{- range $who, $part := dict "redis.external.gateway" .Values.redis.external.gateway "redis.external.operator" .Values.redis.external.operator "redis.external.sentinel" .Values.redis.external.sentinel -}}
{{- if and $part.user (not $part.passwordSecret.name) -}}
{{- fail (printf "%s.user needs %s.passwordSecret.name: an ACL user has a password." $who $who) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.redis.external.tls.caSecret.name (not .Values.redis.external.tls.enabled) -}}
{{- fail "redis.external.tls.caSecret.name is given and redis.external.tls.enabled is false: nothing would be checked with it." -}}
{{- end -}}
{{- $pools := include "headgate.pools" . | fromJson -}}
{{- range $name, $pool := $pools -}}
{{- $needs := add (int $pool.drain.delay) (int $pool.drain.timeout) 6 -}}
{{- if and $pool.terminationGracePeriodSeconds (lt (int $pool.terminationGracePeriodSeconds) (int $needs)) -}}
{{- fail (printf "pools.%s: terminationGracePeriodSeconds is %d and must be at least drain.delay + drain.timeout + 6 = %d: a gateway would be killed with requests and statistics in hand." $name (int $pool.terminationGracePeriodSeconds) (int $needs)) -}}
{{- end -}}
{{- if and $pool.autoscaling.enabled (gt (int $pool.autoscaling.minReplicas) (int $pool.autoscaling.maxReplicas)) -}}
{{- fail (printf "pools.%s: autoscaling.minReplicas is more than autoscaling.maxReplicas." $name) -}}
{{- end -}}
{{- $ports := list (int $pool.ports.http) (int $pool.ports.admin) -}}
{{- if $pool.tls.secretName -}}{{- $ports = append $ports (int $pool.tls.port) -}}{{- end -}}
{{- if ne (len $ports) (len (uniq $ports)) -}}
{{- fail (printf "pools.%s: ports.http, ports.admin and tls.port must differ." $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What works and is seldom meant; a line each. */}}
{{- define "headgate.warnings" -}}
{{- $redis := include "headgate.redis" . | fromJson -}}
{{- range $name, $pool := include "headgate.pools" . | fromJson -}}
{{- if and (not $redis.enabled) (or $pool.autoscaling.enabled (gt (int $pool.replicas) 1)) }}
Pool {{ $name }} has several gateways and there is no Redis: limits hold for each of them by itself.
{{- end -}}
{{- if eq $pool.namespace $.Release.Namespace }}
Pool {{ $name }} is in the namespace of the release: the operator may write every ConfigMap and Secret of it, those of the release too.
{{- end -}}
{{- end -}}
{{- if and (include "headgate.redis.isEmbedded" .) (not .Values.redis.embedded.persistence.enabled) }}
redis.embedded.persistence.enabled is false: limits begin anew whenever its pod does.
{{- end -}}
{{- if and .Values.redis.external.addresses (not .Values.redis.external.tls.enabled) }}
redis.external.tls.enabled is false: passwords and counters go over the network in clear text.
{{- end -}}
{{- if not .Values.crds.keep }}
crds.keep is false: helm uninstall deletes all Products, plans and Applications of the cluster.
{{- end -}}
{{- if lt (int .Values.operator.replicas) 2 }}
operator.replicas is {{ .Values.operator.replicas }}: changes wait while it is away. Calls do not.
{{- end -}}
{{- end -}}
