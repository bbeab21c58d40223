{{- define "coatcheck.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "coatcheck.fullname" -}}
{{- $name := include "coatcheck.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 55 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 55 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 55 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "coatcheck.selectorLabels" -}}
app.kubernetes.io/name: {{ include "coatcheck.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "coatcheck.labels" -}}
{{ include "coatcheck.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "coatcheck.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "coatcheck.rulesConfigMap" -}}
{{- if .Values.rulesConfigMap }}
{{- .Values.rulesConfigMap }}
{{- else if .Values.rules }}
{{- printf "%s-rules" (include "coatcheck.fullname" .) }}
{{- end }}
{{- end }}

{{- /* The configuration file. Helm reads a bare off as false, so each key that can be off is put right. */}}
{{- define "coatcheck.config" -}}
{{- $config := deepCopy .Values.config }}
{{- range list "auth.mode" "mapping.client" "mapping.upstream" "response.detect" "policy.mode" "audit.sink" }}
{{- $path := splitList "." . }}
{{- $section := get $config (first $path) }}
{{- if and (kindIs "map" $section) (eq (toString (get $section (last $path))) "false") }}
{{- $_ := set $section (last $path) "off" }}
{{- end }}
{{- end }}
{{- toYaml $config }}
{{- end }}

{{- /* Whole seconds of both phases of the drain, and five for the process to end. */}}
{{- define "coatcheck.gracePeriodSeconds" -}}
{{- $drain := .Values.config.drain }}
{{- add (div (add $drain.delay_ms $drain.timeout_ms 999) 1000) 5 }}
{{- end }}

{{- /* Changes with the part of the configuration that a reload does not reach. */}}
{{- define "coatcheck.restartChecksum" -}}
{{- pick .Values.config "admin" "threads" "audit" "log" | toJson | sha256sum }}
{{- end }}

{{- /* What must be said before anything is made. */}}
{{- define "coatcheck.check" -}}
{{- if not .Values.config.upstream.url }}
{{- fail "config.upstream.url must be set: the base URL of the chat backend, such as https://chat.example.com" }}
{{- end }}
{{- with .Values.config.auth }}
{{- if and (eq (toString .mode) "required") (not .keys) (not .jwt) (not .certificates) }}
{{- fail "config.auth.keys must list a key (coatcheck keys new --id team-a makes one), or config.auth.mode be off where something in front checks who calls" }}
{{- end }}
{{- end }}
{{- $admin := .Values.config.admin | default dict }}
{{- if or (hasKey .Values.config "host") (hasKey .Values.config "port") (hasKey $admin "host") (hasKey $admin "port") }}
{{- fail "config must not set host, port, admin.host or admin.port, which are the chart's: set ports.traffic and ports.admin" }}
{{- end }}
{{- if and .Values.rules .Values.rulesConfigMap }}
{{- fail "rules and rulesConfigMap are both set: keep the rule files in one of the two" }}
{{- end }}
{{- range .Values.extraEnv }}
{{- if hasPrefix "COATCHECK_" .name }}
{{- fail (printf "extraEnv names %s, which the chart sets or the gateway does not know: use config, or another name" .name) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The container, as an item of a list: of containers, or of initContainers in the pods of a parent chart. */}}
{{- define "coatcheck.container" -}}
{{- $isSidecar := eq .Values.mode "sidecar" -}}
- name: coatcheck
  image: {{ include "coatcheck.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  {{- if $isSidecar }}
  restartPolicy: Always
  {{- end }}
  args: [serve, --config, /etc/coatcheck/config/coatcheck.yaml]
  env:
    # Variables win over the file. As a sidecar only the pod itself reaches the traffic port.
    - name: COATCHECK_HOST
      value: {{ $isSidecar | ternary "127.0.0.1" "0.0.0.0" }}
    - name: COATCHECK_PORT
      value: {{ .Values.ports.traffic | quote }}
    - name: COATCHECK_ADMIN_HOST
      value: 0.0.0.0
    - name: COATCHECK_ADMIN_PORT
      value: {{ .Values.ports.admin | quote }}
    - name: COATCHECK_SEAL_KEY
      valueFrom:
        secretKeyRef:
          name: {{ .Values.secret.name }}
          key: {{ .Values.secret.sealKey }}
    {{- with .Values.secret.hashKey }}
    - name: COATCHECK_HASH_KEY
      valueFrom:
        secretKeyRef:
          name: {{ $.Values.secret.name }}
          key: {{ . }}
    {{- end }}
    {{- with .Values.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports:
    {{- if not $isSidecar }}
    - name: traffic
      containerPort: {{ .Values.ports.traffic }}
    {{- end }}
    - name: admin
      containerPort: {{ .Values.ports.admin }}
  startupProbe:
    httpGet: { path: /readyz, port: admin }
    periodSeconds: 1
    failureThreshold: 60
  readinessProbe:
    httpGet: { path: /readyz, port: admin }
    periodSeconds: 5
  livenessProbe:
    httpGet: { path: /healthz, port: admin }
    periodSeconds: 10
    failureThreshold: 3
  {{- with .Values.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    capabilities:
      drop: [ALL]
    seccompProfile:
      type: RuntimeDefault
  volumeMounts:
    - { name: coatcheck-config, mountPath: /etc/coatcheck/config, readOnly: true }
    {{- if include "coatcheck.rulesConfigMap" . }}
    - { name: coatcheck-rules, mountPath: /app/rules/house, readOnly: true }
    {{- end }}
    {{- with .Values.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{- define "coatcheck.volumes" -}}
- name: coatcheck-config
  configMap:
    name: {{ include "coatcheck.fullname" . }}-config
{{- with include "coatcheck.rulesConfigMap" . }}
- name: coatcheck-rules
  configMap:
    name: {{ . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
