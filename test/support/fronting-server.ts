import { request as send } from 'node:http'
import { answeringServer } from './answering-server.ts'

/** A request to a fronted server, with its whole body. */
interface FrontedRequest {
  readonly method: string
  /** The path with its query. */
  readonly url: string
  readonly body: string
}

/** The response that a client receives; `lost` closes the connection in its place. */
export type FrontedResponse =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | 'lost'

/** Changes requests before they reach a server, and responses before they reach the client. */
export interface Front {
  readonly before?: (request: FrontedRequest) => FrontedRequest
  readonly after?: (
    request: FrontedRequest,
    response: Exclude<FrontedResponse, 'lost'>,
  ) => FrontedResponse | Promise<FrontedResponse>
}

/** Starts a server that passes each request to another one. */
export function frontingServer(origin: string, front: Front): ReturnType<typeof answeringServer> {
  return answeringServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const { method = 'GET', url = '/' } = request
      const received = { method, url, body: Buffer.concat(chunks).toString('utf8') }
      const passed = front.before?.(received) ?? received
      const headers = { ...request.headers, host: new URL(origin).host }
      const answered = await exchange(origin, passed, headers)
      const changed = (await front.after?.(received, answered)) ?? answered
      if (changed === 'lost') return void request.socket.destroy()
      response.writeHead(changed.status, changed.headers).end(changed.status === 204 ? undefined : changed.body)
    })
  })
}

function exchange(
  origin: string,
  { method, url, body }: FrontedRequest,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Exclude<FrontedResponse, 'lost'>> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const sent = send(origin + url, { method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const fields = Object.entries(response.headers).flatMap(([name, value]) =>
          typeof value === 'string' && !/^(?:content-length|transfer-encoding|connection|keep-alive)$/.test(name)
            ? [[name, value]]
            : [],
        )
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 500, headers: Object.fromEntries(fields), body: text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
