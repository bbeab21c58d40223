import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { EXIT } from '../../src/commands/shell.js'
import { loadConfig } from '../../src/config/load.js'
import { loadRules } from '../../src/rules/load.js'

const DEPLOY = join(import.meta.dirname, '../../deploy')
const folder = mkdtempSync(join(tmpdir(), 'coatcheck-deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')
/** The templates of the chart are none before they are rendered. */
const files = readdirSync(DEPLOY, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.includes('templates'),
)

type Manifest = {
  kind: string
  metadata: { name: string }
  data: Record<string, string>
  spec: { template: { spec: Pod } }
}
type Container = {
  name: string
  restartPolicy?: string
  securityContext: Record<string, unknown>
  startupProbe?: unknown
  readinessProbe?: unknown
  livenessProbe?: unknown
}
type Pod = { initContainers: Container[]; containers: Container[]; securityContext: Record<string, unknown> }

const manifests = (): Manifest[] =>
  parseAllDocuments(read('kubernetes/sidecar.yaml')).map((document) => document.toJS())
const configMap = (name: string): Record<string, string> => {
  const found = manifests().find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)
  return found?.data ?? {}
}
const asFile = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('deploy', () => {
  it.each(files)('%s is valid YAML', (name) => {
    const documents = parseAllDocuments(read(name))
    expect(documents.length).toBeGreaterThan(0)
    expect(documents.flatMap(({ errors }) => errors)).toEqual([])
  })

  it('has an example configuration that loads', () => {
    expect(loadConfig({ flags: { config: join(DEPLOY, 'coatcheck.example.yaml') }, env: {} })).toHaveProperty('config')
  })

  it('has a sidecar configuration that loads under the environment of its manifest and image', () => {
    const config = asFile('coatcheck.yaml', configMap('coatcheck-config')['coatcheck.yaml'] ?? '')
    const env = {
      COATCHECK_HOST: '127.0.0.1',
      COATCHECK_ADMIN_HOST: '0.0.0.0',
      COATCHECK_SEAL_KEY: Buffer.alloc(32, 1).toString('base64'),
    }
    expect(loadConfig({ flags: { config }, env })).toMatchObject({
      config: { host: '127.0.0.1', auth: { mode: 'off' } },
    })
  })

  it('has a sidecar rule that passes its own tests', async () => {
    const [[name, text] = ['', '']] = Object.entries(configMap('coatcheck-rules'))
    const dir = join(folder, 'rules')
    mkdirSync(dir)
    writeFileSync(join(dir, name), text)
    const loaded = await loadRules({ dir, engine: 're2js', defaultRegion: 'US', minLikelihood: 'likely' })
    expect(loaded).toHaveProperty('ruleSet')
  })

  it('locks every container of the sidecar manifest down, and probes the gateway', () => {
    const pod = manifests().find(({ kind }) => kind === 'Deployment')?.spec.template.spec
    const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]
    expect(containers).toHaveLength(2)
    for (const { securityContext } of containers) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod?.initContainers[0]).toMatchObject({
      restartPolicy: 'Always',
      startupProbe: { httpGet: { path: '/readyz' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
      livenessProbe: { httpGet: { path: '/healthz' } },
    })
  })

  it('builds an image that does not run as root and gets signals itself', () => {
    const image = read('Dockerfile')
    expect(image).toMatch(/^USER 65532/m)
    expect(image).toMatch(/^ENTRYPOINT \["node"/m)
    expect(image).toMatch(/^HEALTHCHECK /m)
  })

  describe('the systemd unit', () => {
    const unit = new Map(
      read('systemd/coatcheck.service')
        .split('\n')
        .flatMap((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1, 3) ?? [])
        .flatMap((_, at, all) => (at % 2 === 0 ? [[all[at] ?? '', all[at + 1] ?? ''] as const] : [])),
    )

    it('starts the gateway with flags that it has, and leaves a bad configuration alone', () => {
      const [program, main, command, flag, file] = unit.get('ExecStart')?.split(' ') ?? []
      expect([program, main, command, flag]).toEqual(['/usr/bin/node', 'dist/main.js', 'serve', '--config'])
      expect(file).toBe('/etc/coatcheck/coatcheck.yaml')
      expect(unit.get('RestartPreventExitStatus')).toBe(String(EXIT.configuration))
      expect(unit.get('ExecReload')).toContain('-HUP $MAINPID')
    })

    it('waits for the drain of the default and of the example configuration', () => {
      for (const flags of [{}, { config: join(DEPLOY, 'coatcheck.example.yaml') }]) {
        const loaded = loadConfig({ flags, env: {} })
        if (!('config' in loaded)) throw new Error('the configuration has problems')
        const { delay_ms, timeout_ms } = loaded.config.drain
        expect(Number(unit.get('TimeoutStopSec')) * 1000).toBeGreaterThan(delay_ms + timeout_ms)
      }
    })

    it('is locked down, but lets the engine compile', () => {
      expect(Object.fromEntries(unit)).toMatchObject({
        DynamicUser: 'yes',
        NoNewPrivileges: 'yes',
        CapabilityBoundingSet: '',
        ProtectSystem: 'strict',
        ProtectHome: 'yes',
        PrivateDevices: 'yes',
        PrivateTmp: 'yes',
        LimitCORE: '0',
        UMask: '0077',
        RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
      })
      expect(unit.has('MemoryDenyWriteExecute')).toBe(false)
    })
  })
})
