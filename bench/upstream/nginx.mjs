import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, LOAD_CORE, start, untilListening } from '../processes.mjs'
import { ANSWER_WITH_VALUES, ANSWER_WITHOUT_THREAD, CLEAN_ANSWER } from '../traffic/answers.mjs'

/** Routes: chat with values, without, and without threads, all once more at the recorder, and one that is not protected. */
export const PATHS = {
  values: '/v1/spaces/1/chat',
  clean: '/v1/spaces/2/chat',
  threadless: '/v1/spaces/3/chat',
  recordedValues: '/v1/spaces/recorded-values/chat',
  recordedClean: '/v1/spaces/recorded-clean/chat',
  recordedThreadless: '/v1/spaces/recorded-threadless/chat',
  relayed: '/v1/models',
}

const answers = (path, json) => `location = ${path} { default_type application/json; return 200 '${json}'; }`
const records = (path, port) => `location = ${path} { proxy_pass http://127.0.0.1:${port}; }`

const configuration = (dir, port, recorderPort) => `
daemon off; master_process off; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
  client_max_body_size 0; client_body_buffer_size 256k;
  large_client_header_buffers 8 64k;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    ${answers(PATHS.values, ANSWER_WITH_VALUES)}
    ${answers(PATHS.clean, CLEAN_ANSWER)}
    ${answers(PATHS.threadless, ANSWER_WITHOUT_THREAD)}
    ${answers(PATHS.relayed, CLEAN_ANSWER)}
    ${records(PATHS.recordedValues, recorderPort)}
    ${records(PATHS.recordedClean, recorderPort)}
    ${records(PATHS.recordedThreadless, recorderPort)}
  }
}
`

/** Starts nginx on the load core with fixed answers; the recorder is behind two of its routes. */
export const startNginx = async (recorderPort) => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-bench-nginx-'))
  const port = await freePort()
  const file = join(dir, 'nginx.conf')
  writeFileSync(file, configuration(dir, port, recorderPort))
  const child = start('nginx', ['-e', join(dir, 'error.log'), '-c', file], { core: LOAD_CORE })
  await untilListening(child, port)
  return { child, url: `http://127.0.0.1:${port}`, port }
}
