/** Finds secrets in URLs, header values, command lines and recorded exchanges. */
import type { Exchange } from '../../reports/index.ts'
import { isSecretHeader } from './mask.ts'

/** Headers of requests whose values are not credentials. */
const HARMLESS_HEADERS =
  /^(?:accept(?:-[\w-]+)?|user-agent|content-type|content-language|cache-control|pragma|prefer|host|from|origin|referer|te|via|date|expect|connection|if-[\w-]+|traceparent|tracestate|baggage|x-request-id|x-correlation-id|x-forwarded-[\w-]+|forwarded|x-real-ip)$/i

/** Returns the values of headers that may be credentials: all except those of well-known harmless headers. */
export function secretsOfHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => (HARMLESS_HEADERS.test(name) ? [] : [value]))
}

/** A shorter value may be a word. */
const SHORTEST_CREDENTIAL = 8

/** Query parameters that select a dialect of Entra's client or a version. */
const HARMLESS_PARAMETERS =
  /^(?:aadoptscim062020|azureadscimpatch062020|api-version|version|v|filter|count|startIndex)$/i

/** Returns the password and the query values of a URL, decoded; masking finds the encoded ones by them. */
export function secretsOfUrl(url: string): string[] {
  const parsed = URL.parse(url.replaceAll('{port}', '80'))
  // Without `https://` the name of the user is parsed as a scheme.
  if (parsed === null || parsed.host === '') return secretsOfBrokenUrl(url)
  const { username, password, search, hash } = parsed
  // A user name alone may be a token, as in https://TOKEN@host.
  const pair =
    password === ''
      ? [decoded(username)].filter((name) => name.length >= SHORTEST_CREDENTIAL)
      : [`${decoded(username)}:${decoded(password)}`, decoded(password)]
  const values = [search.slice(1), hash.slice(1)]
    .flatMap((part) => part.split('&'))
    .flatMap((parameter) => {
      const [name = '', ...rest] = parameter.split('=')
      const value = rest.join('=')
      // A parameter without a value, or with only the padding of Base64, may itself be a token.
      if (/^=*$/.test(value) && name.length >= SHORTEST_CREDENTIAL && !HARMLESS_PARAMETERS.test(decoded(name)))
        return [decoded(parameter)]
      return value === '' || HARMLESS_PARAMETERS.test(decoded(name))
        ? []
        : [decoded(value), decoded(value.replaceAll('+', ' '))]
    })
  return [...pair, ...values]
}

/** Returns the secrets of `https://name:password@` in a string that is not a URL. */
function secretsOfBrokenUrl(text: string): string[] {
  const [, password] = /^[^/?#]*\/{0,2}[^/?#@:]*:([^/?#@]+)@/.exec(text) ?? []
  const values = [...text.matchAll(/[?&#][\w.-]+=([^&#]+)/g)].map(([, value = '']) => value)
  return [
    ...(password === undefined ? [] : [password, decoded(password)]),
    ...values.flatMap((value) => [value, decoded(value)]),
  ]
}

/** Names of variables and options that hold secrets. */
const SECRET_NAME =
  '[\\w-]*(?:token|secret|passw(?:or)?d|passphrase|pwd|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?[\\w-]*'
const VALUE = `"(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s"'&|;<>]+`
const ASSIGNMENT = new RegExp(`(?:^|[\\s"'&|;])(?:--?)?(${SECRET_NAME})=(${VALUE})`, 'gi')
const OPTION = new RegExp(`(?:^|\\s)--?(${SECRET_NAME})\\s+(${VALUE})`, 'gi')
const SCHEME = /\b(?:Bearer|Basic)\s+([\w.~+/=-]{8,})/gi
const URLS = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>]+/gi
/** Names that end like this name a place, not a secret. */
const PLACE = /(?:file|path|url|uri|dir|folder|name|id|type|endpoint)$/i

/**
 * Returns the secrets of a shell command: values of variables and options with such names, `Bearer …`, and those in
 * URLs.
 */
export function secretsOfCommand(command: string): string[] {
  const named = [...command.matchAll(ASSIGNMENT), ...command.matchAll(OPTION)].flatMap(([, name = '', value = '']) =>
    PLACE.test(name) || value.startsWith('-') || value.startsWith('$') ? [] : [unquoted(value)],
  )
  const carried = [...command.matchAll(SCHEME)].map(([, value = '']) => value)
  const inUrls = [...command.matchAll(URLS)].flatMap(([url]) => secretsOfUrl(url))
  return [...named, ...carried, ...inUrls].filter((secret) => secret !== '')
}

function unquoted(value: string): string {
  return value.startsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, '$1')
    : value.startsWith("'")
      ? value.slice(1, -1)
      : value
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Options whose value is a secret. */
const SECRET_OPTIONS = new Set(['--token', '--oauth-client-secret'])
/** Options whose value is a URL. */
const URL_OPTIONS = new Set(['--target', '--oauth-token-url', '--api-url', '--base', '--mail-via'])
/** Matches a misspelt option with its value. */
const MISSPELT = /^--?[\w-]*(?:tok|sec|passw|pwd|key|auth|head)[\w-]*=(.+)$/i

/**
 * Returns the secrets of an argument vector. They are read before the options are parsed, so that a message about a
 * wrong option has no secret either.
 */
export function secretsOfArguments(argv: readonly string[]): string[] {
  return argv.flatMap((argument, index) => {
    const [, option = argument, attached] = /^(--[\w-]+)=(.*)$/s.exec(argument) ?? []
    const value = attached ?? argv[index + 1] ?? ''
    if (SECRET_OPTIONS.has(option)) return [value]
    if (URL_OPTIONS.has(option)) return secretsOfUrl(value)
    if (option === '--header') return secretsOfHeaderLine(value)
    if (option === '--spawn') return secretsOfCommand(value)
    const [, misspelt] = MISSPELT.exec(argument) ?? []
    return misspelt === undefined || PLACE.test(option) ? [] : [misspelt]
  })
}

/** Returns the value of a line `name: value`; of a malformed line everything that may be the value. */
function secretsOfHeaderLine(line: string): string[] {
  const at = line.indexOf(':')
  if (at > 0) return secretsOfHeaders({ [line.slice(0, at).trim()]: line.slice(at + 1).trim() })
  return [line, ...line.split(/[\s=]+/)].filter((part) => part.length >= 8)
}

type Headers = Exchange['request']['headers']

/**
 * Returns the credentials of an exchange between another client and server, so that they are masked in all other
 * places too: those of the request headers, and cookies of the response.
 */
export function credentialsOfHeaders(sent: Headers, answered: Headers): string[] {
  const set = answered.filter(({ name }) => /^set-cookie$/i.test(name))
  return [
    ...sent.filter(({ name }) => isSecretHeader(name)).flatMap(credentialsOf),
    ...set.map(({ value }) => cookieValue(value.split(';')[0] ?? '')),
  ].filter((secret) => secret.length >= SHORTEST_CREDENTIAL && !secret.includes('***'))
}

/** Returns the credentials of a recorded exchange: those of its headers, and those in the URL. */
export function secretsOfExchange({ request, response }: Exchange): string[] {
  const inUrl = secretsOfUrl(request.url).filter((secret) => secret.length >= SHORTEST_CREDENTIAL)
  return [...credentialsOfHeaders(request.headers, response.headers), ...inUrl]
}

function credentialsOf({ name, value }: Headers[number]): string[] {
  if (/^cookie$/i.test(name)) return value.split(';').map(cookieValue)
  const [, scheme = '', credential = value] = /^([A-Za-z][\w-]*) +(.*)$/s.exec(value) ?? []
  const pair = /^basic$/i.test(scheme) ? Buffer.from(credential, 'base64').toString('utf8') : ''
  return [credential, ...(pair.includes(':') ? [pair, pair.slice(pair.indexOf(':') + 1)] : [])]
}

const cookieValue = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1).trim()
