import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { SETTINGS } from '../../src/config/env.js'
import { loadConfig } from '../../src/config/load.js'
import { configurationSchema, type SchemaNode } from '../../src/config/schema.js'
import { loadRules } from '../../src/rules/load.js'

/** The chart itself, and what `helm` made of it in each case: committed with the digest of its sources, so that no test needs helm. */

const ROOT = join(import.meta.dirname, '../..')
const CHART = join(ROOT, 'deploy/helm/coatcheck')
const GOLDEN = join(ROOT, 'test/golden/helm')
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8')
const { CASES, digestOf } = (await import(join(GOLDEN, 'sources.mjs'))) as {
  CASES: Record<string, readonly string[]>
  digestOf: (name: string) => string
}

type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), value)
const merge = (base: unknown, over: unknown): unknown =>
  isTree(base) && isTree(over)
    ? { ...base, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merge(base[key], value)])) }
    : over
const nodeOf = (path: readonly string[]): SchemaNode | undefined =>
  path.reduce<SchemaNode | undefined>((node, key) => node?.properties?.[key], configurationSchema())

const values: Tree = parse(read(CHART, 'values.yaml'))
const templates = readdirSync(join(CHART, 'templates')).map((name) => read(CHART, 'templates', name))
const helpers = read(CHART, 'templates', '_helpers.tpl')
const isValue = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(read(CHART, 'values.schema.json')),
)

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-helm-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the chart', () => {
  it('is of the version that it installs', () => {
    const { version, appVersion } = parse(read(CHART, 'Chart.yaml'))
    const product = JSON.parse(read(ROOT, 'package.json')).version
    expect([version, appVersion]).toEqual([product, product])
  })

  it('has values that its schema takes', () => {
    isValue(values)
    expect(isValue.errors ?? []).toEqual([])
  })

  it.each<readonly [string, Tree]>([
    ['a key that is none', { replica: 2 }],
    ['a key of a section that is none', { image: { ...(values.image as Tree), tags: 'x' } }],
    ['a port of text', { ports: { traffic: '8080', admin: 9090 } }],
    ['a country that YAML takes for false', { config: { ...(values.config as Tree), default_region: false } }],
    ['a rule file of another name', { rules: { 'rules.txt': 'x' } }],
    ['a drain without an end', { config: { ...(values.config as Tree), drain: { delay_ms: 0 } } }],
  ])('has a schema that refuses %s', (_, over) => {
    expect(isValue({ ...values, ...over })).toBe(false)
  })

  it('uses no value that it does not have, and has none that it does not use', () => {
    const used = [...templates.join('\n').matchAll(/\.Values\.([A-Za-z][\w.]*)/g)].map(([, path = '']) =>
      path.split('.'),
    )
    expect(used.length).toBeGreaterThan(50)
    for (const path of used) {
      const [first, ...rest] = path
      const isThere = at(values, path) !== undefined || (first === 'config' && nodeOf(rest) !== undefined)
      expect(isThere, `.Values.${path.join('.')}`).toBe(true)
    }
    const listed = /range \$name := list (.+?) \}\}/.exec(templates.join('\n'))?.[1]?.match(/\w+/g) ?? []
    const names = new Set([...used.map(([first]) => first), ...listed])
    expect(Object.keys(values).filter((name) => !names.has(name))).toEqual([])
  })

  it('has sections whose every key a template reads', () => {
    const text = templates.join('\n')
    for (const [section, keys] of Object.entries(values).filter(([name]) => name !== 'config' && name !== 'resources'))
      if (isTree(keys))
        for (const key of Object.keys(keys)) expect(text, section).toContain(`.Values.${section}.${key}`)
  })

  it('has configuration keys that the gateway has', () => {
    const check = (node: Tree, path: readonly string[]): void => {
      for (const [key, value] of Object.entries(node)) {
        expect(nodeOf([...path, key]), [...path, key].join('.')).toBeDefined()
        if (isTree(value)) check(value, [...path, key])
      }
    }
    check(values.config as Tree, [])
  })

  it('puts every key right that can be off, which Helm reads as false', () => {
    const offs = Object.entries(configurationSchema().properties ?? {}).flatMap(([section, { properties = {} }]) =>
      Object.entries(properties).flatMap(([key, node]) =>
        node.enum?.includes('off') === true ? [`${section}.${key}`] : [],
      ),
    )
    const listed = /range list ((?:"[\w.]+" )+)\}\}/.exec(helpers)?.[1]?.match(/[\w.]+/g) ?? []
    expect([...listed].sort()).toEqual(offs.sort())
  })

  it('restarts pods for the keys that a reload does not reach', () => {
    const [, sentence = ''] = /Changes of (.+?) need a restart/s.exec(read(ROOT, 'docs/configuration.md')) ?? []
    const needed = [...sentence.matchAll(/`(\w+)`/g)].map(([, key = '']) => key)
    const picked = /pick \.Values\.config ((?:"\w+" )+)/.exec(helpers)?.[1]?.match(/\w+/g) ?? []
    const refused = [...helpers.matchAll(/hasKey \.Values\.config "(\w+)"/g)].map(([, key = '']) => key)
    expect(needed.length).toBeGreaterThan(4)
    expect([...picked, ...refused].sort()).toEqual(needed.sort())
  })

  describe('has a README', () => {
    const text = read(CHART, 'README.md')

    it('whose commands set values that there are', () => {
      const set = [...text.matchAll(/--set(?:-file)? '?([\w.]+)/g)].map(([, path = '']) => path.split('.'))
      expect(set.length).toBeGreaterThan(3)
      for (const path of set) {
        // Below an empty mapping the keys are the operator's.
        path.reduce<unknown>((node, key) => {
          if (isTree(node) && Object.keys(node).length > 0) expect(node, path.join('.')).toHaveProperty([key])
          return isTree(node) ? node[key] : undefined
        }, values)
      }
    })

    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml)
    it.each(examples.filter((yaml) => !yaml.includes('{{')))('whose values the schema takes:\n%s', (yaml) => {
      const { coatcheck, ...own }: Tree = parse(yaml)
      const merged = merge(values, coatcheck ?? own) as Tree
      expect([isValue(merged), isValue.errors ?? []]).toEqual([true, []])
      for (const key of Object.keys(merged.config as Tree)) expect(nodeOf([key]), key).toBeDefined()
    })
  })
})

type Container = {
  readonly name: string
  readonly env: readonly { readonly name: string; readonly value?: string }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly securityContext: Tree
  readonly restartPolicy?: string
} & Tree
type Pod = {
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly terminationGracePeriodSeconds: number
  readonly enableServiceLinks: boolean
  readonly volumes: readonly Tree[]
} & Tree
type Manifest = {
  readonly kind: string
  readonly metadata: Tree & { readonly name: string }
  readonly spec: Tree
  readonly data: Record<string, string>
}

const manifestsOf = (file: string): readonly Manifest[] =>
  parseAllDocuments(file)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null)
const rendered = (name: string): readonly Manifest[] => manifestsOf(read(GOLDEN, `${name}.yaml`))
const one = (name: string, kind: string, suffix = ''): Manifest => {
  const found = rendered(name).filter((manifest) => manifest.kind === kind && manifest.metadata.name.endsWith(suffix))
  if (found.length !== 1) throw new Error(`${found.length} of ${kind} …${suffix} in ${name}`)
  return found[0]!
}
const podIn = (manifest: Manifest): Pod => at(manifest, ['spec', 'template', 'spec']) as Pod
const gatewayIn = ({ containers, initContainers = [] }: Pod): Container => {
  const found = [...initContainers, ...containers].find(({ name }) => name === 'coatcheck')
  if (found === undefined) throw new Error('no container of the gateway')
  return found
}
const configOf = (name: string) => {
  const config = join(folder, `${name}.yaml`)
  writeFileSync(config, one(name, 'ConfigMap', '-config').data['coatcheck.yaml'] ?? '')
  const { env } = gatewayIn(podIn(one(name, 'Deployment')))
  const secret = Buffer.alloc(32, 1).toString('base64')
  const loaded = loadConfig({
    flags: { config },
    env: Object.fromEntries(env.map((it) => [it.name, it.value ?? secret])),
  })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  return loaded.config
}

describe.each(Object.keys(CASES))('what is rendered as %s', (name) => {
  const sidecar = manifestsOf(read(ROOT, 'deploy/kubernetes/sidecar.yaml')).find(({ kind }) => kind === 'Deployment')!
  const pod = podIn(one(name, 'Deployment'))
  const container = gatewayIn(pod)

  it('is of the chart as it is (else run test/golden/helm/render.mjs)', () => {
    expect(read(GOLDEN, `${name}.yaml`).split('\n')[0]).toBe(`# Rendered by render.mjs from ${digestOf(name)}`)
  })

  it('has a configuration and an environment that the gateway takes', () => {
    const known = new Set(SETTINGS.map(({ variable }) => variable))
    for (const { name: variable } of container.env)
      if (variable.startsWith('COATCHECK_')) expect(known, variable).toContain(variable)
    const { host, port, admin } = configOf(name)
    expect({ host, admin: admin.host }).toEqual({
      host: name === 'sidecar' ? '127.0.0.1' : '0.0.0.0',
      admin: '0.0.0.0',
    })
    const ports = Object.fromEntries(container.ports.map(({ name: key, containerPort }) => [key, containerPort]))
    expect(ports).toEqual({ ...(name === 'sidecar' ? {} : { traffic: port }), admin: admin.port })
  })

  it('is probed, started and locked down as the manifest of the sidecar', () => {
    const model = gatewayIn(podIn(sidecar))
    for (const key of ['args', 'startupProbe', 'readinessProbe', 'livenessProbe'])
      expect(container[key]).toEqual(model[key])
    expect(container.securityContext).toMatchObject(model.securityContext)
    expect(container.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
  })

  it('is not ended before its drain is, and gets no variables of a Service', () => {
    const { delay_ms, timeout_ms } = configOf(name).drain
    const spareMs = pod.terminationGracePeriodSeconds * 1000 - delay_ms - timeout_ms
    expect(spareMs).toBeGreaterThanOrEqual(5000)
    expect(spareMs).toBeLessThan(6000)
    expect([pod.enableServiceLinks, podIn(sidecar).enableServiceLinks]).toEqual([false, false])
  })

  it('mounts what there is, and only what there is', () => {
    const maps = new Set(
      rendered(name)
        .filter(({ kind }) => kind === 'ConfigMap')
        .map(({ metadata }) => metadata.name),
    )
    const mounted = pod.volumes.flatMap((volume) => (isTree(volume.configMap) ? [volume.configMap.name] : []))
    expect(new Set(mounted)).toEqual(maps)
    const mounts = (container.volumeMounts as readonly Tree[]).map((mount) => mount.name)
    expect(mounts).toEqual(pod.volumes.map((volume) => volume.name))
  })
})

describe('what is rendered', () => {
  it('selects the pods of the gateway, by port names that they have', () => {
    const labels = at(one('full', 'Deployment'), ['spec', 'template', 'metadata', 'labels']) as Tree
    const selectors = [
      one('full', 'Deployment').spec.selector,
      one('full', 'PodDisruptionBudget').spec.selector,
      { matchLabels: one('full', 'Service', 'coatcheck').spec.selector },
      { matchLabels: one('full', 'Service', '-metrics').spec.selector },
      one('full', 'NetworkPolicy').spec.podSelector,
    ]
    for (const selector of selectors) expect(labels).toMatchObject(at(selector, ['matchLabels']) as Tree)
    const ports = gatewayIn(podIn(one('full', 'Deployment'))).ports.map(({ name }) => name)
    const asked = JSON.stringify(rendered('full').filter(({ kind }) => kind === 'Service' || kind === 'NetworkPolicy'))
    const names = [...asked.matchAll(/"(?:targetPort|port)":"(\w+)"/g)].map(([, port = '']) => port)
    expect([...new Set(names)].sort()).toEqual([...ports].sort())
  })

  it('publishes the traffic port and never the admin port', () => {
    expect(one('full', 'Service', 'coatcheck').spec.ports).toEqual([
      { name: 'traffic', port: 80, targetPort: 'traffic' },
    ])
    expect(one('full', 'Service', '-metrics').spec.clusterIP).toBe('None')
  })

  it('is scraped where the metrics are, through the Service that is for it', () => {
    const { spec, metadata } = one('full', 'ServiceMonitor')
    expect(spec.endpoints).toEqual([{ port: 'admin', path: '/metrics', interval: '30s' }])
    const wanted = at(spec, ['selector', 'matchLabels']) as Tree
    expect(one('full', 'Service', '-metrics').metadata.labels).toMatchObject(wanted)
    expect(one('full', 'Service', 'coatcheck').metadata.labels).not.toMatchObject(wanted)
    expect(metadata.labels).toMatchObject({ release: 'prometheus' })
  })

  it('leaves the number of replicas to the autoscaler where there is one', () => {
    expect([one('full', 'Deployment').spec.replicas, one('gateway', 'Deployment').spec.replicas]).toEqual([
      undefined,
      2,
    ])
    expect(one('full', 'HorizontalPodAutoscaler').spec.scaleTargetRef).toMatchObject({
      kind: 'Deployment',
      name: 'coatcheck',
    })
  })

  it('lets only those in and out who are named, and names can be resolved', () => {
    const { policyTypes, ingress, egress } = one('full', 'NetworkPolicy').spec as Record<string, readonly Tree[]>
    expect(policyTypes).toEqual(['Ingress', 'Egress'])
    expect(ingress?.map(({ ports }) => ports)).toEqual([[{ port: 'traffic' }], [{ port: 'admin' }]])
    expect(ingress?.every(({ from }) => Array.isArray(from) && from.length > 0)).toBe(true)
    expect(egress?.[0]?.ports).toEqual([
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ])
  })

  it('keeps every value of the configuration, a bare off too', () => {
    expect(configOf('full')).toMatchObject({
      auth: { mode: 'off' },
      mapping: { client: 'plain', upstream: 'off' },
      policy: { jurisdictions: ['NO', 'US'] },
      limits: { max_body_bytes: 10_485_760 },
      threads: { ttl_seconds: 3600 },
    })
  })

  it('has rules that pass their own tests', async () => {
    const dir = join(folder, 'rules')
    mkdirSync(dir)
    for (const [name, text] of Object.entries(one('full', 'ConfigMap', '-rules').data))
      writeFileSync(join(dir, name), text)
    const loaded = await loadRules({ dir, engine: 're2js', defaultRegion: 'US', minLikelihood: 'likely' })
    expect(loaded).toHaveProperty('ruleSet.rules.0.id', 'employee-number')
  })

  it('as a sidecar is the container that starts first, and nothing that is of its own', () => {
    expect(
      rendered('sidecar')
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['ConfigMap', 'Deployment'])
    const { initContainers, containers } = podIn(one('sidecar', 'Deployment'))
    expect(initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([['coatcheck', 'Always']])
    expect(containers[0]?.env[0]?.value).toBe(`http://127.0.0.1:${configOf('sidecar').port}`)
  })
})
