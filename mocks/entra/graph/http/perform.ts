import { STATUS_CODES } from 'node:http'
import type { Request, Response } from 'express'
import type { Fault, FaultSource, RateCounter, Recorder, ServedCall } from '../../../serving/index.ts'
import type { GraphParts } from '../api/parts.ts'
import type { GraphAnswer, GraphCall, GraphVersion, Route } from '../api/route.ts'
import { schemaViolations } from '../api/validate.ts'
import { readQuery } from '../odata/query.ts'
import { tooMany } from '../routes/on-demand-routes.ts'
import { propertiesOf } from '../schemas/schemas.ts'
import { errorBody, GraphError } from '../wire/graph-error.ts'
import { auditEntry } from './audit.ts'
import { BODY_ERROR, bodyOf } from './read-body.ts'
import type { Replication } from './replication.ts'
import type { Tokens } from './tokens.ts'

/** The environment of the operations. */
export interface Environment {
  readonly parts: () => GraphParts
  readonly tokens: Tokens
  readonly replication: Replication
  readonly faults: FaultSource
  readonly rate: RateCounter | undefined
  readonly recorder: Recorder<ServedCall>
  /** Validates every response against its schema: for tests. */
  readonly judgesAnswers: boolean
  readonly onFault: (error: unknown) => void
}

/** The `Retry-After` of an injected 429, in seconds. */
const FAULT_WAIT = 1

/**
 * Handles one request: returns an injected fault, an error, or the result of the operation. `find` returns the
 * operation, or throws.
 */
export async function perform(
  request: Request,
  response: Response,
  find: () => { readonly route: Route; readonly version: GraphVersion },
  environment: Environment,
): Promise<void> {
  const { parts, faults, recorder } = environment
  const graph = parts()
  const at = graph.clock.now()
  const requestId = graph.guid()
  const clientRequestId = request.get('client-request-id') ?? requestId
  const injected = faults.faultsOf({ method: request.method, url: request.originalUrl })
  let operation: string | undefined
  let answer: GraphAnswer | undefined
  let headers: Readonly<Record<string, string>> = {}
  try {
    if (injected.instead === undefined) {
      const { route, version } = find()
      operation = route.id
      answer = await handle(request, response, { route, version, requestId }, environment)
    } else answer = faultAnswer(injected.instead)
  } catch (thrown) {
    const error = asGraphError(thrown, environment.onFault)
    headers = error.headers
    answer = { status: error.status, json: graph.mask(errorBody(error, { requestId, clientRequestId, at })) }
  }
  recorder.record({
    time: at.toISOString(),
    operation,
    admin: undefined,
    method: request.method,
    path: graph.mask(request.originalUrl),
    status: answer?.status ?? 0,
  })
  if (injected.delay > 0) await new Promise((resolve) => setTimeout(resolve, injected.delay))
  if (answer === undefined || injected.isAnswerLost) {
    request.socket.resetAndDestroy()
    return
  }
  response.set({ 'request-id': requestId, 'client-request-id': clientRequestId, 'odata-version': '4.0', ...headers })
  send(response, answer)
}

function send(response: Response, { status, json, text }: GraphAnswer): void {
  response.status(status)
  if (json !== undefined)
    response
      .type('application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8')
      .send(JSON.stringify(json))
  else if (text !== undefined) response.type(text.startsWith('<') ? 'html' : 'text/plain').send(text)
  else response.end()
}

interface MatchedRoute {
  readonly route: Route
  readonly version: GraphVersion
  readonly requestId: string
}

async function handle(
  request: Request,
  response: Response,
  { route, version, requestId }: MatchedRoute,
  environment: Environment,
): Promise<GraphAnswer> {
  const { tokens, rate, replication, parts } = environment
  const graph = parts()
  const authorization = request.get('authorization')
  tokens.admit(authorization)
  const wait = rate?.wait(authorization ?? '', graph.clock.now().getTime())
  if (wait !== undefined) throw tooMany(wait)
  tokens.assertPermitted(route.permissions)
  const params = request.params as Readonly<Record<string, string>>
  replication.assertKnown(params)
  const [, search = ''] = request.originalUrl.split('?', 2)
  const base = `${request.protocol}://${request.get('host') ?? 'localhost'}/${version}`
  const [shape] = Object.values(route.answers)
  const call: GraphCall = {
    graph,
    params,
    query: readQuery(search, route.options ?? []),
    body: bodyOf(route, request.body, response.locals[BODY_ERROR]),
    headers: request.headers,
    version,
    base,
    path: request.originalUrl.replace(/^\/+[^/?]+/, ''),
    properties: propertiesOf(shape?.schema),
  }
  const answer = await route.handle(call)
  replication.note(answer)
  if (route.audit !== undefined) graph.auditLog.add(auditEntry(route.audit, call, answer, requestId))
  if (environment.judgesAnswers) assertDescribed(route, call, answer)
  return answer
}

/** Throws Error for a response that the description does not contain. A selection may omit required properties. */
function assertDescribed({ id, answers }: Route, { query }: GraphCall, { status, json }: GraphAnswer): void {
  const shape = answers[status]
  if (shape === undefined) throw new Error(`${id} returned ${status}, which is not in the description`)
  const { schema, isCollection = false } = shape
  if (json === undefined || schema === undefined || query.select !== undefined) return
  const value = json['value']
  const objects = isCollection && Array.isArray(value) ? value : [json]
  for (const object of objects) {
    const faults = schemaViolations(schema, object)
    if (faults.length > 0) throw new Error(`${id}: ${faults.map(({ message }) => message).join(' ')}`)
  }
}

function asGraphError(thrown: unknown, onFault: (error: unknown) => void): GraphError {
  if (thrown instanceof GraphError) return thrown
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 500
  if (status === 400) return new GraphError(400, 'BadRequest', 'The request address cannot be read.')
  onFault(thrown)
  return new GraphError(500, 'InternalServerError', 'An internal server error has occurred.')
}

/**
 * Returns the response to a request that a fault affects; undefined if the connection ends. Throws GraphError if Graph
 * itself would send the response.
 */
function faultAnswer(fault: Fault): GraphAnswer | undefined {
  switch (fault) {
    case 'reset':
      return undefined
    case '401':
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.')
    case '403':
      throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
    case '429':
      throw tooMany(FAULT_WAIT)
    case '500':
      throw new GraphError(500, 'InternalServerError', 'Injected fault.')
    case '503':
      throw new GraphError(
        503,
        'ServiceUnavailable',
        'The service is unavailable. Try the request again after a delay.',
      )
    default: {
      // A gateway in front of the API sends these responses, which are not JSON.
      const line = `${fault} ${STATUS_CODES[fault]}`
      return {
        status: Number(fault),
        text: `<html><head><title>${line}</title></head><body><h1>${line}</h1></body></html>\n`,
      }
    }
  }
}
