import { isJsonObject, type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { isUnrecorded } from '../record/unrecorded-body.ts'

/** A rule of RFC 7644 for requests. */
interface ClientRule {
  readonly id: string
  readonly title: string
  readonly section: string
  /** Describes the fault of a request; undefined if it has none, or if the rule does not apply to it. */
  readonly fault: (request: SentRequest) => string | undefined
}

interface SentRequest {
  readonly method: string
  /** The path below the base URL, without the query. */
  readonly path: string
  readonly contentType: string | undefined
  /** The body; undefined if there is none. */
  readonly text: string | undefined
  readonly body: JsonValue | undefined
}

/** The result of one rule for the requests of a recording. */
export interface ClientFinding {
  readonly id: string
  readonly title: string
  readonly section: string
  /** The number of requests that violate the rule, and the ids of the first ones. */
  readonly broken: number
  readonly evidence: readonly string[]
  /** The fault of the first one. */
  readonly reason?: string
}

const hasBody = ({ method, text }: SentRequest): boolean => /^(?:POST|PUT|PATCH)$/.test(method) && text !== undefined
const operationsOf = ({ body }: SentRequest): readonly JsonObject[] =>
  isJsonObject(body) && Array.isArray(body['Operations']) ? body['Operations'].filter(isJsonObject) : []
const isPatch = ({ method, body }: SentRequest): boolean => method === 'PATCH' && isJsonObject(body)

/** Creates a rule for each operation of a PATCH; `describe` describes the fault of the first that violates it. */
const inOperations =
  (isWrong: (operation: JsonObject) => boolean, describe: (operation: JsonObject) => string): ClientRule['fault'] =>
  (request) => {
    const wrong = operationsOf(request).find(isWrong)
    return isPatch(request) && wrong !== undefined ? `PATCH ${request.path}${describe(wrong)}` : undefined
  }

const RULES: readonly ClientRule[] = [
  {
    id: 'client.json-body',
    title: 'The body of a request is JSON',
    section: 'RFC 7644 §3.1',
    fault: (request) =>
      hasBody(request) && request.body === undefined
        ? `${request.method} ${request.path} has a body that is not JSON`
        : undefined,
  },
  {
    id: 'client.media-type',
    title: 'A body is sent as application/scim+json or application/json',
    section: 'RFC 7644 §3.1',
    fault: (request) =>
      hasBody(request) &&
      request.contentType !== undefined &&
      !/^application\/(?:scim\+)?json\s*(?:;|$)/i.test(request.contentType)
        ? `${request.method} ${request.path} is sent as ${request.contentType}`
        : undefined,
  },
  {
    id: 'client.schemas',
    title: 'A body names its schemas',
    section: 'RFC 7643 §3',
    fault: (request) => {
      if (!hasBody(request) || !isJsonObject(request.body) || /^\/Bulk$/i.test(request.path)) return undefined
      const { schemas } = request.body
      return Array.isArray(schemas) && schemas.length > 0
        ? undefined
        : `${request.method} ${request.path} has no schemas`
    },
  },
  {
    id: 'client.patch-message',
    title: 'A PATCH is a PatchOp message with operations',
    section: 'RFC 7644 §3.5.2',
    fault: (request) => {
      if (!isPatch(request) || !isJsonObject(request.body)) return undefined
      const { schemas } = request.body
      if (Array.isArray(schemas) && !schemas.includes(PATCH_OP_MESSAGE))
        return `PATCH ${request.path} does not name ${PATCH_OP_MESSAGE}`
      return operationsOf(request).length === 0 ? `PATCH ${request.path} has no Operations` : undefined
    },
  },
  {
    id: 'client.patch-op',
    title: 'Each operation is add, remove or replace',
    section: 'RFC 7644 §3.5.2',
    fault: inOperations(
      ({ op }) => !/^(?:add|remove|replace)$/i.test(String(op)),
      ({ op }) => ` has the op ${JSON.stringify(op) ?? 'missing'}`,
    ),
  },
  {
    id: 'client.patch-op-case',
    title: 'op is written in lower case',
    section: 'RFC 7644 §3.5.2',
    fault: inOperations(
      ({ op }) => /^(?:add|remove|replace)$/i.test(String(op)) && op !== String(op).toLowerCase(),
      ({ op }) => ` has the op ${JSON.stringify(op)}`,
    ),
  },
  {
    id: 'client.patch-value',
    title: 'add and replace have a value',
    section: 'RFC 7644 §3.5.2.1',
    fault: inOperations(
      ({ op, value }) => /^(?:add|replace)$/i.test(String(op)) && value === undefined,
      ({ op }) => `: ${String(op)} has no value`,
    ),
  },
  {
    id: 'client.remove-path',
    title: 'remove has a path',
    section: 'RFC 7644 §3.5.2.2',
    fault: inOperations(
      ({ op, path }) => /^remove$/i.test(String(op)) && typeof path !== 'string',
      () => ': remove has no path',
    ),
  },
  {
    id: 'client.boolean',
    title: 'active is sent as a boolean',
    section: 'RFC 7643 §2.3.2',
    fault: (request) => {
      if (!hasBody(request) || !isJsonObject(request.body)) return undefined
      const values = [
        request.body['active'],
        ...operationsOf(request).flatMap(({ path, value }) =>
          path === 'active' ? [value] : isJsonObject(value) ? [value['active']] : [],
        ),
      ]
      const wrong = values.find((value) => typeof value === 'string')
      return wrong === undefined
        ? undefined
        : `${request.method} ${request.path} has active as the string ${JSON.stringify(wrong)}`
    },
  },
  {
    id: 'client.no-id',
    title: 'A POST does not choose the id',
    section: 'RFC 7643 §3.1',
    fault: (request) =>
      request.method === 'POST' &&
      /^\/(?:Users|Groups)$/i.test(request.path) &&
      isJsonObject(request.body) &&
      typeof request.body['id'] === 'string'
        ? `POST ${request.path} has an id`
        : undefined,
  },
]

const KEPT_EVIDENCE = 5

/** Judges the requests of a client only by the RFCs. */
export function judgeClient(exchanges: readonly Exchange[], base: string): readonly ClientFinding[] {
  const requests = exchanges.map(({ id, request }) => ({ id, request: asSent(request, base) }))
  return RULES.map(({ id, title, section, fault }) => {
    const broken = requests.flatMap((one) => {
      const reason = fault(one.request)
      return reason === undefined ? [] : [{ id: one.id, reason }]
    })
    const [first] = broken
    return {
      id,
      title,
      section,
      broken: broken.length,
      evidence: broken.slice(0, KEPT_EVIDENCE).map((one) => one.id),
      ...(first === undefined ? {} : { reason: first.reason }),
    }
  })
}

function asSent({ method, url, headers, body }: Exchange['request'], base: string): SentRequest {
  const isRecorded = body !== undefined && body !== '' && !isUnrecorded(body)
  return {
    method,
    path: url.slice(base.length).split('?')[0] ?? '',
    contentType: headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value,
    text: isRecorded ? body : undefined,
    body: isRecorded ? parseJson<JsonValue>(body) : undefined,
  }
}

/** Returns whether a recording is of Entra's client, because only that sends this header. */
export function isEntraTraffic(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ request }) => request.headers.some(({ name }) => name.toLowerCase() === 'adscimversion'))
}
