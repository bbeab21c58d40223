import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Tenant } from '../types.js'

/** A client certificate that is accepted, by one of its subject alternative names (`DNS:…`, `URI:…`, `email:…`). */
export type CertificateEntry = { readonly id: string; readonly san: string; readonly tenant?: string | undefined }

export type CertificateCaller = { readonly id: string; readonly tenant: Tenant }

const namesOf = (socket: TLSSocket): readonly string[] => {
  const { subjectaltname = '' } = socket.getPeerCertificate()
  // Node quotes a name that holds a separator (CVE-2021-44532); no name that we know needs that.
  return subjectaltname.includes('"') ? [] : subjectaltname.split(', ')
}

/**
 * Returns the caller of a connection: who presented a certificate of the listener's client authority with a listed name, else
 * null. A connection is read once.
 */
export const createCertificateReader = (entries: readonly CertificateEntry[]) => {
  const byName = new Map(entries.map((entry) => [entry.san, entry]))
  const seen = new WeakMap<Socket, CertificateCaller | null>()
  const read = (socket: Socket): CertificateCaller | null => {
    if (!('authorized' in socket) || (socket as TLSSocket).authorized !== true) return null
    for (const name of namesOf(socket as TLSSocket)) {
      const entry = byName.get(name)
      if (entry !== undefined) return { id: entry.id, tenant: entry.tenant ?? null }
    }
    return null
  }
  return (socket: Socket): CertificateCaller | null => {
    let caller = seen.get(socket)
    if (caller === undefined) {
      caller = read(socket)
      seen.set(socket, caller)
    }
    return caller
  }
}

export type ReadCertificate = ReturnType<typeof createCertificateReader>
