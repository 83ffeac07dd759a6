import type { HttpRequest } from '../../../mocks/transport/index.ts'
import type { Exchange } from '../../../reports/index.ts'
import type { RemarkRow, TrafficRow } from '../format/page-format.ts'

/** An exchange in the log. */
export interface LoggedExchange {
  readonly row: TrafficRow
  /** The masked exchange; absent while it is under way. */
  readonly exchange?: Exchange
  /** The unmasked request with its credentials, to send it again. It never leaves the process. */
  readonly request?: HttpRequest
  /** The same resource before this exchange. */
  readonly before?: { readonly id: string; readonly body: string }
}

/** A row before it has a number. */
export type NewRow = Omit<TrafficRow, 'number' | 'remarks'>

/** The limits of the log. */
export interface TrafficLimits {
  /** The maximum number of exchanges (10 000). */
  readonly exchanges?: number
  /** The maximum number of characters of all bodies together (64 Mi). */
  readonly characters?: number
}

/** The latest exchanges; when the log is full, the oldest exchange is removed. */
export class TrafficLog {
  readonly #maxExchanges: number
  readonly #maxCharacters: number
  readonly #entries = new Map<number, LoggedExchange>()
  readonly #numbers = new Map<string, number>()
  readonly #listeners = new Set<(row: TrafficRow) => void>()
  readonly #underWay = new Set<number>()
  /** The last response that contained a resource, by its URL. */
  readonly #shown = new Map<string, { readonly id: string; readonly body: string }>()
  #last = 0
  #first = 1
  #characters = 0

  constructor({ exchanges = 10_000, characters = 64 * 1024 * 1024 }: TrafficLimits = {}) {
    this.#maxExchanges = exchanges
    this.#maxCharacters = characters
  }

  /** The number of the oldest exchange. */
  get first(): number {
    return this.#first
  }

  /** The number of the newest exchange; 0 if there was none. */
  get last(): number {
    return this.#last
  }

  /** The number up to which all exchanges have ended. */
  get settled(): number {
    return this.#underWay.size === 0 ? this.#last : Math.min(...this.#underWay) - 1
  }

  /** Adds an exchange that has begun. */
  begin(row: NewRow): void {
    this.#last += 1
    this.#numbers.set(row.id, this.#last)
    this.#put(this.#last, { row: { ...row, number: this.#last, remarks: [] } })
  }

  /** Adds the end of an exchange that has begun, or a whole exchange. */
  end(row: NewRow, exchange: Exchange, request?: HttpRequest): void {
    if (!this.#numbers.has(row.id)) this.begin(row)
    const number = this.#numbers.get(row.id)
    const entry = number === undefined ? undefined : this.#entries.get(number)
    if (number === undefined || entry === undefined) return
    const resource = resourceOf(exchange)
    const before = resource === undefined ? undefined : this.#shown.get(resource.url)
    if (resource?.body !== undefined) this.#remember(resource.url, { id: row.id, body: resource.body })
    this.#put(number, {
      row: { ...entry.row, ...row },
      exchange,
      ...(request === undefined ? {} : { request }),
      ...(before === undefined ? {} : { before }),
    })
  }

  /** Adds remarks about an exchange. */
  remark(id: string, remarks: readonly RemarkRow[]): void {
    const entry = this.find(id)
    if (entry !== undefined && remarks.length > 0)
      this.#put(entry.row.number, { ...entry, row: { ...entry.row, remarks } })
  }

  /** Returns an exchange by its id. */
  find(id: string): LoggedExchange | undefined {
    const number = this.#numbers.get(id)
    return number === undefined ? undefined : this.#entries.get(number)
  }

  /** Returns the exchanges, the oldest first. */
  entries(): Iterable<LoggedExchange> {
    return this.#entries.values()
  }

  /** Returns the exchanges after a number, the oldest first. */
  after(number: number): TrafficRow[] {
    const rows: TrafficRow[] = []
    for (let at = Math.max(number + 1, this.#first); at <= this.#last; at += 1) {
      const entry = this.#entries.get(at)
      if (entry !== undefined) rows.push(entry.row)
    }
    return rows
  }

  /** Removes all exchanges; the numbers continue. */
  clear(): void {
    while (this.#first <= this.#last) this.#forgetFirst()
    this.#shown.clear()
  }

  /** Calls back with each row that is added or changes. Returns a function that ends this. */
  subscribe(listener: (row: TrafficRow) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #put(number: number, entry: LoggedExchange): void {
    if (entry.exchange === undefined) this.#underWay.add(number)
    else this.#underWay.delete(number)
    this.#characters += sizeOf(entry) - sizeOf(this.#entries.get(number))
    this.#entries.set(number, entry)
    while (
      this.#first < this.#last &&
      (this.#last - this.#first >= this.#maxExchanges || this.#characters > this.#maxCharacters)
    )
      this.#forgetFirst()
    for (const listener of this.#listeners) listener(entry.row)
  }

  #forgetFirst(): void {
    const entry = this.#entries.get(this.#first)
    this.#characters -= sizeOf(entry)
    this.#entries.delete(this.#first)
    this.#underWay.delete(this.#first)
    if (entry !== undefined) this.#numbers.delete(entry.row.id)
    this.#first += 1
  }

  #remember(url: string, shown: { readonly id: string; readonly body: string }): void {
    this.#shown.delete(url)
    this.#shown.set(url, shown)
    if (this.#shown.size <= MAX_SHOWN) return
    const [oldest] = this.#shown.keys()
    if (oldest !== undefined) this.#shown.delete(oldest)
  }
}

const MAX_SHOWN = 2000

const sizeOf = (entry: LoggedExchange | undefined): number =>
  (entry?.exchange?.request.body?.length ?? 0) + (entry?.exchange?.response.body.length ?? 0)

/** Returns the resource that an exchange is about: the one with the id in its URL, or the created one. */
function resourceOf({ request, response }: Exchange): { readonly url: string; readonly body?: string } | undefined {
  const [url = ''] = request.url.split('?')
  const isOne = /\/(?:Users|Groups|systemusers|usergroups)\/[^/.]+$/i.test(url)
  const isShown = response.status >= 200 && response.status < 300 && response.body.startsWith('{')
  if (isOne) return { url, ...(isShown ? { body: response.body } : {}) }
  if (request.method !== 'POST' || !isShown) return undefined
  const [, id] = /"_?id"\s*:\s*"([\w.@:-]{1,200})"/.exec(response.body) ?? []
  return id === undefined ? undefined : { url: `${url.replace(/\/+$/, '')}/${id}`, body: response.body }
}
