import { get } from 'node:http'
import { type Check, defineCheck } from '../../harness/index.ts'

/** The timeout of a TLS probe in milliseconds. */
const TIMEOUT = 5000

const isLoopback = (hostname: string): boolean => /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/i.test(hostname)

/**
 * Returns whether a host name or address is valid only within a network (RFC 1918, RFC 6761, RFC 6762), at whose edge
 * TLS may end.
 */
const isPrivate = (hostname: string): boolean =>
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[f[cde])/i.test(hostname) ||
  !/[.:]/.test(hostname) ||
  /\.(?:local|internal|lan|test|localhost)$/i.test(hostname)

/**
 * Requests a document over plain HTTP without credentials and returns the status; undefined if there is no response.
 */
function requestPlainHttp(hostname: string, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(
      { hostname, path, headers: { accept: 'application/scim+json' }, timeout: TIMEOUT },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
  })
}

/** Checks that the target uses https and returns nothing over plain HTTP (RFC 7644 §7.2). */
export const tlsIsUsed: Check = defineCheck({
  id: 'scim.tls.required',
  title: 'The server uses https, and returns nothing over plain HTTP',
  requirements: ['rfc7644-7.2-01'],
  readOnly: true,
  async run({ target, expect, inapplicable, warn }) {
    const { protocol, hostname, port, pathname } = new URL(target.baseUrl)
    if (protocol === 'http:' && isLoopback(hostname))
      inapplicable('the server runs on this machine, so plain HTTP is not judged')
    if (protocol === 'http:' && isPrivate(hostname)) {
      warn(`${target.baseUrl} is plain HTTP, apparently in a private network`)
      return
    }
    expect(protocol, `protocol of ${target.baseUrl}`).to.equal('https:')
    // The corresponding plain HTTP port is known only for the standard ports.
    if (port !== '') return
    const status = await requestPlainHttp(hostname, `${pathname.replace(/\/$/, '')}/ServiceProviderConfig`)
    if (status === 200) warn('ServiceProviderConfig is also returned over plain HTTP')
  },
})

/** Checks that the target supports TLS 1.2 (RFC 7644 §7.2). */
export const tls12: Check = defineCheck({
  id: 'scim.tls.version-1.2',
  title: 'The server offers TLS 1.2',
  requirements: ['rfc7644-7.2-02'],
  dependsOn: ['tls'],
  readOnly: true,
  async run({ tls, expect }) {
    expect((await tls()).offersVersion ? 'success' : 'failure', 'a TLS 1.2 handshake').to.equal('success')
  },
})
