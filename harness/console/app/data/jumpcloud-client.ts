import { readJson } from '../../../../reports/text/index.ts'

import type { GraphObject } from './graph-client.ts'

/** A request that the JumpCloud API rejected. */
class JumpCloudFailure extends Error {
  override readonly name = 'JumpCloudFailure'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The JumpCloud API with the key of its administrator. Paths are below `/api`. Each method throws JumpCloudFailure. */
export interface JumpCloudClient {
  get<Answer = GraphObject>(path: string, signal?: AbortSignal): Promise<Answer>
  send<Answer = GraphObject>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>
}

/** Creates a client. */
export function createJumpCloudClient(origin: string, apiKey: string): JumpCloudClient {
  const send = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { 'x-api-key': apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    const text = await response.text()
    const json = readJson(text)
    if (!response.ok) {
      const { message } = typeof json === 'object' && json !== null ? (json as { readonly message?: unknown }) : {}
      throw new JumpCloudFailure(response.status, typeof message === 'string' ? message : `status ${response.status}`)
    }
    return json
  }
  return {
    get: async <Answer>(path: string, signal?: AbortSignal) => (await send('GET', path, undefined, signal)) as Answer,
    send: async <Answer>(method: string, path: string, body?: unknown) => (await send(method, path, body)) as Answer,
  }
}
