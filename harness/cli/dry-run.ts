import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import type { HttpResponse, Transport } from '../../mocks/transport/index.ts'

/**
 * Creates a transport that sends nothing: it writes each request and responds like an empty server that stores what
 * it receives. It does not write headers, so it writes no credentials.
 */
export function dryRun(write: (text: string) => void): Transport {
  const kept = new Map<string, JsonObject>()
  return (request) => {
    const { pathname, search } = new URL(request.url)
    write(`${request.method} ${pathname}${search}\n${request.body === undefined ? '' : `${request.body}\n`}`)
    return Promise.resolve(answer(request.method, pathname, request.body, kept))
  }
}

function answer(method: string, path: string, body: string | undefined, kept: Map<string, JsonObject>): HttpResponse {
  const reply = (status: number, json?: JsonObject): HttpResponse => ({
    status,
    headers: { 'content-type': 'application/scim+json' },
    body: json === undefined ? '' : JSON.stringify(json),
  })
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
  const existing = kept.get(path)
  if (method === 'GET' && existing !== undefined) return reply(200, existing)
  if (method === 'GET' && !/\/(?:Users|Groups)$/.test(path)) return reply(404)
  if (method === 'GET') return reply(200, { schemas, totalResults: 0, Resources: [] })
  if (method !== 'POST') return reply(204)
  const id = `dry-run-${kept.size + 1}`
  const parsed: unknown = JSON.parse(body ?? '{}')
  const resource = { ...(isJsonObject(parsed) ? parsed : {}), id }
  kept.set(`${path}/${id}`, resource)
  return reply(201, resource)
}
