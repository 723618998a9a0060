{{- define "headgate.test.fullname" -}}
{{- printf "%s-test" (include "headgate.fullname" .) -}}
{{- end -}}

{{- define "headgate.test.namespace" -}}
{{- .Values.tests.namespace | default (first .Values.watchNamespaces) | default .Release.Namespace -}}
{{- end -}}

{{/* The pool that is called: the one that was named, else production, else the first; as JSON. */}}
{{- define "headgate.test.pool" -}}
{{- $pools := include "headgate.pools" . | fromJson -}}
{{- $name := .Values.tests.pool | default (ternary "production" (keys $pools | sortAlpha | first) (hasKey $pools "production")) -}}
{{- $pool := get $pools $name -}}
{{- if not $pool -}}
{{- fail (printf "tests.pool is %s, and there is no such pool." $name) -}}
{{- end -}}
{{- set $pool "name" $name | toJson -}}
{{- end -}}

{{/* Metadata of what `helm test` makes. It is gone when all went well. Takes {root, weight, labels}. */}}
{{- define "headgate.test.metadata" -}}
name: {{ include "headgate.test.fullname" .root }}
namespace: {{ include "headgate.test.namespace" .root }}
labels:
  {{- include "headgate.labels" (dict "root" .root "component" "test" "own" .labels) | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  helm.sh/hook: test
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
  {{- with merge (deepCopy (default dict .annotations)) .root.Values.global.commonAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
