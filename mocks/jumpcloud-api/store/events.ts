import type { JsonObject } from '../json.ts'
import type { Database } from './database.ts'

/** An event of Directory Insights. */
export interface DirectoryEvent extends JsonObject {
  id: string
  event_type: string
  /** RFC 3339. */
  timestamp: string
  service: string
  organization: string
}

/** Where an event stands in a list. */
export interface EventPlace {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly id: string
}

/** The events of a span of time, in its order; `after` begins behind an event. */
export interface EventSpan {
  readonly organizations: readonly string[]
  readonly from: number
  readonly to: number
  readonly isDescending: boolean
  readonly after?: EventPlace
}

/** What has happened in the directory. */
export class Events {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(event: DirectoryEvent): void {
    this.#database.run(
      'INSERT INTO jumpcloud_events (organization, service, time, id, body) VALUES (?, ?, ?, ?, ?)',
      event.organization,
      event.service,
      Date.parse(event.timestamp),
      event.id,
      JSON.stringify(event),
    )
  }

  /** The events of a span, one at a time. */
  *within({ organizations, from, to, isDescending, after }: EventSpan): Generator<DirectoryEvent> {
    const order = isDescending ? 'DESC' : 'ASC'
    const beyond = isDescending ? '<' : '>'
    const rows = this.#database.each(
      `SELECT body FROM jumpcloud_events WHERE time >= ? AND time <= ? AND organization IN (${organizations.map(() => '?').join()})
       ${after === undefined ? '' : `AND (time, id) ${beyond} (?, ?)`} ORDER BY time ${order}, id ${order}`,
      from,
      to,
      ...organizations,
      ...(after === undefined ? [] : [after.time, after.id]),
    )
    for (const { body } of rows) yield JSON.parse(String(body)) as DirectoryEvent
  }

  /** Takes away what happened before an instant. */
  forgetBefore(time: number): void {
    this.#database.run('DELETE FROM jumpcloud_events WHERE time < ?', time)
  }
}
