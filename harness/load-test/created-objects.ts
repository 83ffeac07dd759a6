import { isJsonObject } from '../../mocks/protocol/index.ts'
import { type HttpRequest, type HttpResponse, parseJson } from '../../mocks/transport/index.ts'
import { pathOf } from './endpoint.ts'

/** The objects that a load test created and that are still on the server. The test changes no other object. */
export class CreatedObjects {
  readonly #paths = new Set<string>()
  readonly #baseUrl: string
  created = 0
  removed = 0
  /** The number of creates without a response. */
  unknown = 0

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl
  }

  get paths(): IterableIterator<string> {
    return this.#paths.values()
  }

  get left(): number {
    return this.#paths.size
  }

  /** Returns whether the test may send a request: a read, a create, or a change of an object that the test created. */
  mayChange({ method, url }: HttpRequest): boolean {
    return method === 'GET' || method === 'POST' || this.#paths.has(pathOf(url, this.#baseUrl))
  }

  /** Updates the list by a response. */
  note(request: HttpRequest, { status, body }: HttpResponse): void {
    const { method, url } = request
    if (method === 'DELETE' && (isSuccess(status) || status === 404)) {
      if (this.#paths.delete(pathOf(url, this.#baseUrl))) this.removed += 1
    } else if (method === 'POST' && isSuccess(status)) {
      const id = ownId(request.body, body)
      if (id === undefined) this.unknown += 1
      else {
        this.#paths.add(`${pathOf(url, this.#baseUrl)}/${encodeURIComponent(id.toWellFormed())}`)
        this.created += 1
      }
    }
  }
}

/**
 * Returns the id in the response to a POST; undefined if it has none, or contains an object with another name than the
 * request.
 */
function ownId(sent: string | undefined, received: string): string | undefined {
  const request = parseJson(sent ?? '')
  const shown = parseJson(received)
  if (!isJsonObject(request) || !isJsonObject(shown)) return undefined
  const { id } = shown
  const { userName } = shown
  const isSame = typeof userName !== 'string' || userName.toLowerCase() === String(request['userName']).toLowerCase()
  // An id such as `..` would change the path.
  return typeof id === 'string' && id !== '' && !/^\.{1,2}$/.test(id) && isSame ? id : undefined
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300
