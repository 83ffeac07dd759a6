import type { AddressInfo } from 'node:net'
import express from 'express'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { type Leniency, listenScimServer } from '../../../mocks/scim-server/index.ts'
import { createTransport, type HttpRequest } from '../../../mocks/transport/index.ts'
import type { DiagnosisParts } from '../index.ts'

/** One request, as a defect sees it. */
export interface Call {
  readonly method: string
  /** The path below the base URL, without the query. */
  readonly path: string
  /** The query as received, with its question mark. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: JsonObject
  readonly operations: readonly JsonObject[]
}

/**
 * The reaction of a defect: an error, another request that is forwarded instead, or no response. Undefined forwards the
 * request.
 */
export type Reaction =
  | { readonly status: number; readonly detail?: string }
  | { readonly pass: JsonValue; readonly query?: string }
  | 'close'

/** The resources of the server. */
export interface Resources {
  readonly user: JsonObject & { readonly id: string }
  readonly other: JsonObject & { readonly id: string }
  readonly group: JsonObject & { readonly id: string }
}

const BASE = '/scim/v2'

/** A user with every kind of attribute that Entra sends. */
export const FULL_USER: JsonObject = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  externalId: 'jane',
  userName: 'jane@contoso.com',
  active: true,
  displayName: 'Jane Doe',
  title: 'Engineer',
  preferredLanguage: 'en-US',
  addresses: [{ type: 'work', formatted: '18/2111', locality: 'Oslo', country: 'NO' }],
  emails: [{ primary: true, type: 'work', value: 'jane@contoso.com' }],
  phoneNumbers: [{ type: 'work', value: '+1 555 0100' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Jane Doe', familyName: 'Doe', givenName: 'Jane' },
  roles: [],
  [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '701984', department: 'R&D' },
}

/** The defect of the server. */
interface Defect {
  readonly defect?: ((call: Call) => Reaction | undefined) | undefined
  readonly leniency?: Partial<Leniency> | undefined
}

/** Starts a correct server behind one defect, with two users and a group of both. */
export async function atServer(
  { defect = () => undefined, leniency = {} }: Defect,
  use: (url: string, given: Resources, parts: DiagnosisParts, sent: readonly HttpRequest[]) => Promise<void>,
): Promise<void> {
  await using right = await listenScimServer({ leniency, basePath: BASE })
  await using transport = createTransport({ timeout: 5000 })
  const app = express()
  app.use(express.text({ type: () => true }))
  app.use(async (request, response) => {
    const headers = request.headers as Call['headers']
    const text = typeof request.body === 'string' ? request.body : ''
    const body = text === '' ? {} : (JSON.parse(text) as JsonObject)
    const operations = Array.isArray(body['Operations']) ? body['Operations'].filter(isJsonObject) : []
    const start = request.url.indexOf('?')
    const [below, ask] = start < 0 ? [request.url, ''] : [request.url.slice(0, start), request.url.slice(start)]
    const { method } = request
    const reaction = defect({ method, path: below, query: ask, headers, body, operations })
    if (reaction === 'close') {
      request.socket.destroy()
      return
    }
    if (reaction !== undefined && 'status' in reaction) {
      response.status(reaction.status).json({ detail: reaction.detail, status: String(reaction.status) })
      return
    }
    const passed = reaction === undefined ? text : JSON.stringify(reaction.pass)
    const answer = await transport.send({
      method,
      url: `${right.url}${below}${reaction?.query ?? ask}`,
      headers: {
        accept: headers['accept'] ?? '*/*',
        'content-type': headers['content-type'] ?? 'application/scim+json',
      },
      ...(text === '' ? {} : { body: passed }),
    })
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers
    response.status(answer.status).set(rest).send(answer.body)
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const make = async (at: string, body: JsonObject): Promise<JsonObject & { readonly id: string }> => {
      const headers = { 'content-type': 'application/scim+json' }
      const made = await transport.send({
        method: 'POST',
        url: `${right.url}${at}`,
        headers,
        body: JSON.stringify(body),
      })
      return JSON.parse(made.body)
    }
    const other = await make('/Users', { schemas: [USER_SCHEMA], userName: 'second@contoso.com' })
    const user = await make('/Users', {
      ...FULL_USER,
      externalId: 'first',
      userName: 'first@contoso.com',
      emails: [
        { type: 'work', value: 'first@contoso.com' },
        { type: 'home', value: 'first@home.example' },
      ],
      [ENTERPRISE_USER_SCHEMA]: { manager: { value: other.id } },
    })
    const members = [{ value: user.id }, { value: other.id }]
    const group = await make('/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Team', members })
    const sent: HttpRequest[] = []
    let names = 0
    const send = async (request: HttpRequest) => {
      sent.push(request)
      return { response: await transport.send(request), exchange: `x${sent.length}` }
    }
    const parts: DiagnosisParts = {
      send,
      get: async (at) => ({
        response: await transport.send({ method: 'GET', url: at, headers: { accept: '*/*', 'user-agent': 'test' } }),
        exchange: 'get',
      }),
      unique: () => {
        names += 1
        return `fresh${names}`
      },
    }
    await use(url, { user, other, group }, parts, sent)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
