import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { ConnectionOptions, ProxyOptions } from '../../mocks/transport/index.ts'
import { readText } from './read-schema.ts'
import { UsageError } from './usage-error.ts'

/** Options of a secret token. */
export interface TokenFlags {
  readonly token?: string
  readonly tokenFile?: string
}

/** Options of the connection to a target. */
export interface ConnectionFlags {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The secret token: from `--token`, a file, or `SCIM_TOKEN`. Throws UsageError where the file has none. */
export function tokenOf({ token, tokenFile }: TokenFlags, environment: Environment): string | undefined {
  if (token !== undefined) return token
  if (tokenFile === undefined) return environment['SCIM_TOKEN']
  const text = readText(tokenFile).trim()
  if (text === '') throw new UsageError(`--token-file ${tokenFile} is empty`)
  if (/\s/.test(text))
    throw new UsageError(`--token-file ${tokenFile} has more than one line or word; a token has no blanks`)
  return text
}

/** Certificates, and the proxies that the environment names. Throws UsageError where a file or a proxy is faulty. */
export function connectionOf({ ca, cert, key }: ConnectionFlags, environment: Environment): ConnectionOptions {
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError(
      `--${cert === undefined ? 'key' : 'cert'} needs --${cert === undefined ? 'cert' : 'key'} as well: mutual TLS takes a certificate and its private key`,
    )
  const files = {
    ...(ca === undefined ? {} : { ca: readText(ca) }),
    ...(cert === undefined ? {} : { cert: readText(cert) }),
    ...(key === undefined ? {} : { key: readText(key) }),
  }
  const names = Object.entries({ ca, cert, key }).filter(([, file]) => file !== undefined)
  try {
    if (names.length > 0) createSecureContext(files)
    // A context takes any text for authorities, and then trusts none of them.
    for (const pem of [files.ca, files.cert]) if (pem !== undefined) new X509Certificate(pem)
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
  // The lower-case name wins, as in curl.
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
  const url = value.includes('://') ? value : `http://${value}`
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    // The value may have a password.
    throw new UsageError(
      `${name} in the environment is not the URL of an HTTP proxy, such as http://proxy.example:3128`,
    )
  return url
}
