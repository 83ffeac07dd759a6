import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'

/** Returns a response in full, with encoded parts decoded as well. */
function shown({ text, headers }: ObservedExchange): string {
  const plain = `${Object.entries(headers).flat().join('\n')}\n${text}`
  return [
    plain,
    decoded(plain),
    ...(plain.match(BASE64) ?? []).map(fromBase64),
    ...(plain.match(HEX) ?? []).map(fromHex),
  ].join('\n')
}

const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g

const HEX = /(?:[0-9a-f]{2}){16,}/gi

function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped)
    } catch {
      return escaped
    }
  })
}

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('latin1')

const fromHex = (text: string): string => Buffer.from(text, 'hex').toString('latin1')

/** Matches a JumpCloud API key (`jca_` and 36 characters) or a part of one, but not a masked one. */
const API_KEY = /jca_[A-Za-z0-9]{12,}/

/** Checks that no response contains the API key of the bridge. */
export const apiKeyKept: Invariant = defineInvariant({
  id: 'jumpcloud.secrets.api-key',
  title: 'No response contains a JumpCloud API key',
  requirements: ['jumpcloud.secrets.api-key'],
  when: () => true,
  holds: (exchange, expect) => {
    if (API_KEY.test(shown(exchange)))
      expect.fail('an API key', 'no API key', 'the response contains an API key of JumpCloud')
  },
})

/** The minimum length of a token to search for; a shorter one can occur in a response by chance. */
const MIN_TOKEN = 16

/** Checks that no response contains the token of its request. */
export const tokenKept: Invariant = defineInvariant({
  id: 'jumpcloud.secrets.token',
  title: 'No response contains the token of its request',
  requirements: ['jumpcloud.secrets.token'],
  when: ({ requestHeaders: { authorization = '' } }) => tokenOf(authorization) !== undefined,
  holds: (exchange, expect) => {
    const token = tokenOf(exchange.requestHeaders['authorization'] ?? '')
    if (token !== undefined && shown(exchange).includes(token))
      expect.fail('the token', 'no token', 'the response contains the token of the request')
  },
})

function tokenOf(authorization: string): string | undefined {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
  return token.length >= MIN_TOKEN ? token : undefined
}
