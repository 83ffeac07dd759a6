import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { ConnectionOptions } from '../../mocks/transport/index.ts'

/** The TLS of a target, as a client observes it that requests TLS 1.2, which Entra's documentation prescribes. */
export interface TlsFacts {
  /**
   * `offersSuite` is true if a handshake of TLS 1.2 succeeds with one of Entra's cipher suites, `offersVersion` if one
   * succeeds with any.
   */
  readonly offersSuite: boolean
  readonly offersVersion: boolean
  /** The agreed cipher suite. */
  readonly suite?: string
  /** The certificate's key: `rsa` or `ec`, and its number of bits. */
  readonly key?: { readonly type: string; readonly bits: number }
  readonly validFrom?: Date
  readonly validTo?: Date
  readonly matchesHost?: boolean
  /** True if the system's authorities trust the certificate; `reason` explains a false. */
  readonly isTrusted?: boolean
  readonly reason?: string
}

/** Entra's cipher suites, by the names of OpenSSL ("Develop a SCIM endpoint", TLS protocol requirements). */
const SUITES = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
].join(':')
/** The number of bits of elliptic curves by OpenSSL's names. */
const CURVES: Readonly<Record<string, number>> = {
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
}

/**
 * Determines the TLS facts of an https URL with at most two handshakes and no request. Never throws: a failure is a
 * fact.
 */
export async function lookAtTls(
  url: string,
  timeout: number,
  { cert, key }: Pick<ConnectionOptions, 'cert' | 'key'> = {},
): Promise<TlsFacts> {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const client = { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) }
  const address = { host, port: Number(port || 443), timeout, ...client }
  const narrow = await shake({ ...address, ciphers: SUITES })
  if (narrow !== undefined) return { offersSuite: true, offersVersion: true, ...narrow }
  const wide = await shake(address)
  return { offersSuite: false, offersVersion: wide !== undefined, ...wide }
}

interface Handshake {
  readonly host: string
  readonly port: number
  readonly timeout: number
  readonly ciphers?: string
  readonly cert?: string
  readonly key?: string
}

function shake({ timeout, ...where }: Handshake): Promise<Omit<TlsFacts, 'offersSuite' | 'offersVersion'> | undefined> {
  return new Promise((resolve) => {
    const socket = connect({
      ...where,
      ...(isIP(where.host) === 0 ? { servername: where.host } : {}),
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      // The certificate is judged here, so that an invalid one is reported and does not end the examination.
      rejectUnauthorized: false,
    })
    const end = (facts?: Omit<TlsFacts, 'offersSuite' | 'offersVersion'>): void => {
      socket.destroy()
      resolve(facts)
    }
    socket.setTimeout(timeout, () => end())
    socket.once('error', () => end())
    socket.once('secureConnect', () => end(factsOf(socket, where.host)))
  })
}

function factsOf(socket: TLSSocket, host: string): Omit<TlsFacts, 'offersSuite' | 'offersVersion'> {
  const suite = socket.getCipher().standardName
  const { raw } = socket.getPeerCertificate()
  const certificate = new X509Certificate(raw)
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = certificate.publicKey
  const bits = details.modulusLength ?? CURVES[details.namedCurve ?? ''] ?? 0
  const matches = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)
  return {
    suite,
    key: { type, bits },
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    matchesHost: matches !== undefined,
    isTrusted: socket.authorized,
    ...(socket.authorized ? {} : { reason: String(socket.authorizationError) }),
  }
}
