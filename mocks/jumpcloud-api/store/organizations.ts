import type { JsonObject } from '../json.ts'
import type { Database } from './database.ts'

/** An organization as the API gives it. */
export interface Organization extends JsonObject {
  _id: string
  displayName: string
  settings: JsonObject
}

/** The organizations, with the number of their users kept beside them, since counting a million takes long. */
export class Organizations {
  readonly #database: Database
  readonly #numbers = new Map<string, number>()

  constructor(database: Database) {
    this.#database = database
    for (const { number, id } of database.all('SELECT number, id FROM jumpcloud_organizations'))
      this.#numbers.set(String(id), Number(number))
  }

  /** Adds an organization, or writes one that is there. */
  save(organization: Organization): void {
    const { number } =
      this.#database.get(
        `INSERT INTO jumpcloud_organizations (id, users, lastUid, body) VALUES (?, 0, ?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body RETURNING number`,
        organization._id,
        FIRST_UID - 1,
        JSON.stringify(organization),
      ) ?? {}
    this.#numbers.set(organization._id, Number(number))
  }

  find(id: string): Organization | undefined {
    const row = this.#database.get('SELECT body FROM jumpcloud_organizations WHERE id = ?', id)
    return row === undefined ? undefined : (JSON.parse(String(row['body'])) as Organization)
  }

  /** In the order in which they were made. */
  all(): Organization[] {
    return this.#database
      .all('SELECT body FROM jumpcloud_organizations ORDER BY number')
      .map(({ body }) => JSON.parse(String(body)) as Organization)
  }

  has(id: string): boolean {
    return this.#numbers.has(id)
  }

  /** The number that stands for an organization in the tables. Throws a RangeError for one that is not there. */
  numberOf(id: string): number {
    const number = this.#numbers.get(id)
    if (number === undefined) throw new RangeError(`there is no organization ${id}`)
    return number
  }

  usersOf(id: string): number {
    const row = this.#database.get('SELECT users FROM jumpcloud_organizations WHERE number = ?', this.numberOf(id))
    return Number(row?.['users'])
  }

  /** Counts users in or out. */
  count(number: number, change: 1 | -1): void {
    this.#database.run('UPDATE jumpcloud_organizations SET users = users + ? WHERE number = ?', change, number)
  }

  /** The next number for `unix_uid` and `unix_guid`. */
  nextUid(id: string): number {
    const row = this.#database.get(
      'UPDATE jumpcloud_organizations SET lastUid = lastUid + 1 WHERE number = ? RETURNING lastUid',
      this.numberOf(id),
    )
    return Number(row?.['lastUid'])
  }
}

const FIRST_UID = 5000
