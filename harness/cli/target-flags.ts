import { createSecureContext } from 'node:tls'
import type { ConnectionOptions, ProxyOptions } from '../../mocks/transport/index.ts'
import { processSecrets, secretsOfUrl } from '../index.ts'
import { readCertificates } from './read-certificates.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Options of the connection to a target. */
export interface ConnectionFlags {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

const MAX_KEY_BYTES = 256 * 1024

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns the certificates, and the proxies that the environment names. Throws UsageError if a file or a proxy is not
 * valid.
 */
export function connectionOf({ ca, cert, key }: ConnectionFlags, environment: Environment): ConnectionOptions {
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError(
      `--${cert === undefined ? 'key' : 'cert'} needs --${cert === undefined ? 'cert' : 'key'} as well: mutual TLS takes a certificate and its private key`,
    )
  const files = {
    ...(ca === undefined ? {} : { ca: readCertificates('--ca', ca) }),
    ...(cert === undefined ? {} : { cert: readCertificates('--cert', cert) }),
    ...(key === undefined ? {} : { key: readText(key, MAX_KEY_BYTES) }),
  }
  const names = Object.entries({ ca, cert, key }).filter(([, file]) => file !== undefined)
  try {
    if (names.length > 0) createSecureContext(files)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(
      `${names.map(([name, file]) => `--${name} ${file}`).join(', ')} cannot be used: ${code}; each must be a PEM file, and --key must belong to --cert`,
    )
  }
  const proxy = proxyOf(environment)
  return { ...files, ...(proxy === undefined ? {} : { proxy }) }
}

function proxyOf(environment: Environment): ProxyOptions | undefined {
  // The lower-case name takes precedence, as in curl.
  const read = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined
  const http = proxyUrl('HTTP_PROXY', read('HTTP_PROXY'))
  const https = proxyUrl('HTTPS_PROXY', read('HTTPS_PROXY'))
  const exempt = read('NO_PROXY')
  if (http === undefined && https === undefined) return undefined
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(exempt === undefined ? {} : { exempt }),
  }
}

function proxyUrl(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  processSecrets.add(...secretsOfUrl(value))
  const url = value.includes('://') ? value : `http://${value}`
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // A URL with a mistyped scheme is parsed as a path.
  const isOrigin = parsed !== undefined && parsed.pathname === '/' && parsed.search === '' && parsed.hash === ''
  if (!isOrigin || !/^https?:$/.test(parsed.protocol))
    // The value may contain a password.
    throw new UsageError(
      `${name} in the environment is not the URL of an HTTP proxy, such as http://proxy.example:3128`,
    )
  return url
}
