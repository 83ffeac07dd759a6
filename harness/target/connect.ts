import { isJson, type Transport, TransportError } from '../../mocks/transport/index.ts'
import { ExpectedError } from '../process/index.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import { isGatewayPage } from '../scim/gateway-page.ts'
import { USER_AGENT } from '../scim/session.ts'
import { whyUnreadable } from './unreadable-body.ts'

/** Thrown if the target could not be tested at all. The message names the cause and the next step. */
export class UntestableTarget extends ExpectedError {
  override readonly name = 'UntestableTarget'

  constructor(message: string, options?: ErrorOptions, kind: 'untestable' | 'interrupted' = 'untestable') {
    super(message, kind, options)
  }
}

const NOBODY = 'userName eq "scim-rehearsal-probe-7d0a"'

/** Ensures that a SCIM server responds at the base URL and accepts the credentials. Throws UntestableTarget. */
export async function connect(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  transport: RecordedTransport,
): Promise<void> {
  const asked = await send(transport, `${baseUrl}/Users?filter=${encodeURIComponent(NOBODY)}`, headers)
  // A server may reject filters, or personal data in URLs (RFC 7644 §7.5.2), with the same status as credentials.
  const response = asked.status === 403 ? await send(transport, `${baseUrl}/Users?count=1`, headers) : asked
  const where = new URL(baseUrl).origin + new URL(baseUrl).pathname
  if (response.status >= 300 && response.status < 400) {
    const location = response.headers['location']
    const login =
      location !== undefined && /login|signin|auth/i.test(location)
        ? ', a login page: the token is missing or not accepted there'
        : ''
    throw new UntestableTarget(
      `${where} redirects to ${location === undefined ? 'nowhere' : withoutQuery(location)}${login}; give the URL that answers SCIM itself, and --token`,
    )
  }
  if (
    response.status === 400 &&
    /plain HTTP request was sent to (?:an )?HTTPS port|Client sent an HTTP request to an HTTPS server/i.test(
      response.body,
    )
  ) {
    throw new UntestableTarget(`${where} speaks TLS; give the URL with https://`)
  }
  // A server may reject filters in URLs, because they contain personal data (RFC 7644 §7.5.2); the request is then sent
  // without one.
  const isAnswered =
    response.status === 403 && (await send(transport, `${baseUrl}/Users?count=1`, headers)).status === 200
  if (response.status === 401 || (response.status === 403 && !isAnswered)) {
    throw new UntestableTarget(
      `${where} rejected the credentials (${response.status}); check --token or SCIM_TOKEN, and that the token may read and write users`,
    )
  }
  if (response.status < 500 && isGatewayPage(response.headers, response.body)) {
    throw new UntestableTarget(
      `${where} answers HTML where SCIM is expected (status ${response.status}); the base URL is probably wrong: it ends before /Users, often in /scim or /scim/v2`,
    )
  }
  const rejection = REJECTIONS[response.status]
  if (rejection !== undefined)
    throw new UntestableTarget(`${where} answers ${response.status} to a plain query of /Users: ${rejection}`)
  if (response.status === 404) await distinguishMissingEndpoint(where, baseUrl, headers, transport)
  if (response.status >= 500 && response.status !== 501) {
    throw new UntestableTarget(
      `${where} fails with ${response.status} on a plain query of /Users; see the server's log`,
    )
  }
  if (response.status < 300 && !isJson(response.body)) {
    const why = whyUnreadable(response)
    throw new UntestableTarget(
      why === undefined
        ? `${where} answers ${response.status} with a body that is not JSON; the base URL is probably wrong`
        : `${where} answers ${response.status} with a body that ${why}`,
    )
  }
}

/** Statuses that reject the client and not its request, with the next step. 429 comes here only after several tries. */
const REJECTIONS: Readonly<Record<number, string>> = {
  402: 'the account behind the token must pay first',
  407: 'a proxy demands credentials; check HTTPS_PROXY and NO_PROXY',
  408: 'the server gave up waiting for the request; check what is between this machine and the server',
  418: 'a firewall blocks the client; let it pass by its User-Agent or address',
  421: 'the server does not serve this host name; check the host of the base URL',
  425: 'the server accepts no early data; check what is between this machine and the server',
  426: 'the server demands another protocol; check the scheme of the base URL',
  429: 'it has too many requests; wait until the limit ends, or lower --rate',
  431: 'the request headers are too large; check the length of the token and of each --header',
  451: 'access is blocked for legal reasons; run this where the server may be reached',
}

/**
 * Removes the query, the fragment, the user name and the password from the target of a redirect, which may contain a
 * token.
 */
function withoutQuery(location: string): string {
  return location
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/@]*@/, '//')
    .slice(0, 200)
}

async function send(
  transport: RecordedTransport,
  url: string,
  headers: Readonly<Record<string, string>>,
): ReturnType<Transport> {
  try {
    const { response } = await transport({
      method: 'GET',
      url,
      headers: { accept: 'application/scim+json', 'user-agent': USER_AGENT, ...headers },
    })
    return response
  } catch (error) {
    if (error instanceof TransportError) throw new UntestableTarget(error.message, { cause: error })
    throw error
  }
}

/**
 * Distinguishes a 404 for a query without results, which is a finding (Entra quarantines for it), from a base URL
 * without SCIM, which is a mistake of the caller.
 */
async function distinguishMissingEndpoint(
  where: string,
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  transport: RecordedTransport,
): Promise<void> {
  for (const path of ['/ServiceProviderConfig', '/Users', '/Schemas']) {
    const response = await send(transport, baseUrl + path, headers)
    if (response.status < 400 && isJson(response.body)) return
    const why = response.status < 300 ? whyUnreadable(response) : undefined
    if (why !== undefined)
      throw new UntestableTarget(`${where}${path} answers ${response.status} with a body that ${why}`)
  }
  throw new UntestableTarget(
    `${where} has no SCIM endpoint: /Users, /ServiceProviderConfig and /Schemas all answer 404; check the path of the base URL`,
  )
}
