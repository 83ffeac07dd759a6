import type { JsonObject } from '../wire/json.ts'
import type { Database } from './database.ts'
import type { Organizations } from './organizations.ts'

/** An event of Directory Insights. */
export interface DirectoryEvent extends JsonObject {
  id: string
  event_type: string
  /** The time in RFC 3339. */
  timestamp: string
  service: string
  /** The id of the organization. */
  organization: string
}

/** An event with its position; positions grow with time. */
export interface PlacedEvent {
  readonly place: number
  readonly event: DirectoryEvent
}

/** The time span of a query and the order of its events. */
export interface EventSpan {
  /** The ids of organizations. */
  readonly organizations: readonly string[]
  /** The start in milliseconds since 1970; both ends are inclusive. */
  readonly from: number
  readonly to: number
  readonly isDescending: boolean
  /** The position after which to begin. */
  readonly after?: number
}

/** The number of events per millisecond; further events get positions of the next one. */
const ROOM = 1024

/**
 * The events of the directory. The position of an event is its time and a number, so that one tree keeps them in order.
 */
export class Events {
  readonly #database: Database
  readonly #organizations: Organizations
  #last: number

  constructor(database: Database, organizations: Organizations) {
    this.#database = database
    this.#organizations = organizations
    this.#last = Number(database.get('SELECT max(place) AS last FROM jumpcloud_events')?.['last'] ?? 0)
  }

  add(event: DirectoryEvent): void {
    this.#last = Math.max(this.#last + 1, Date.parse(event.timestamp) * ROOM)
    this.#database.run(
      'INSERT INTO jumpcloud_events (place, organization, body) VALUES (?, ?, ?)',
      this.#last,
      this.#organizations.numberOf(event.organization),
      JSON.stringify(event),
    )
  }

  /** Iterates the events of a time span. */
  *within({ organizations, from, to, isDescending, after }: EventSpan): Generator<PlacedEvent> {
    const numbers = organizations.map((id) => this.#organizations.numberOf(id))
    const least = Math.max(from * ROOM, isDescending || after === undefined ? 0 : after + 1)
    const most = Math.min(
      (to + 1) * ROOM - 1,
      isDescending && after !== undefined ? after - 1 : Number.MAX_SAFE_INTEGER,
    )
    const rows = this.#database.each(
      `SELECT place, body FROM jumpcloud_events WHERE place BETWEEN ? AND ? AND organization IN (${numbers.join()})
       ORDER BY place ${isDescending ? 'DESC' : 'ASC'}`,
      least,
      most,
    )
    for (const { place, body } of rows)
      yield { place: Number(place), event: JSON.parse(String(body)) as DirectoryEvent }
  }
}
