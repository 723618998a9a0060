{{/* Whether a kind of the Prometheus operator is wanted: as told, else where the cluster has it. Takes {root, wanted, kind}. */}}
{{- define "headgate.monitoring.has" -}}
{{- if kindIs "invalid" .wanted -}}
{{- if .root.Capabilities.APIVersions.Has (printf "monitoring.coreos.com/v1/%s" .kind) }}true{{ end -}}
{{- else if .wanted -}}
true
{{- end -}}
{{- end -}}

{{/* A text with the jobs of this release. Takes {root, text, quote}: quote is how a quotation mark is written in it. */}}
{{- define "headgate.monitoring.jobs" -}}
{{- $job := include "headgate.monitoring.job" .root -}}
{{- .text | replace "{OPERATOR" (printf "{job=%s%s-operator%s" .quote $job .quote) | replace "{GATEWAY" (printf "{job=%s%s-gateway%s" .quote $job .quote) -}}
{{- end -}}

{{/* What the jobs of this release begin with: no other release of the cluster has the same. */}}
{{- define "headgate.monitoring.job" -}}
{{- printf "%s/%s" .Release.Namespace (include "headgate.fullname" .) -}}
{{- end -}}
