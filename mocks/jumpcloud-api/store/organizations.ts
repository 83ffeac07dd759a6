import type { JsonObject } from '../wire/json.ts'
import type { Database } from './database.ts'

/** An organization as the API returns it. */
export interface Organization extends JsonObject {
  _id: string
  displayName: string
  settings: JsonObject
}

/** The counters of an organization. */
interface Tally {
  users: number
  /** The last assigned `unix_uid`. */
  lastUid: number
}

const FIRST_UID = 5000

/**
 * The organizations. Every call reads them, so they are cached in memory, together with the number of their users,
 * because counting a million users takes long.
 */
export class Organizations {
  readonly #database: Database
  readonly #known = new Map<string, Organization>()
  readonly #numbers = new Map<string, number>()
  readonly #tallies = new Map<number, Tally>()
  /** The counts of the current transaction, and whether it has written. */
  #counted: { readonly tally: Tally; readonly users: number }[] = []
  #isWritten = false

  constructor(database: Database) {
    this.#database = database
    this.#read()
    database.onChange(() => {
      this.#tallies.clear()
      this.#read()
    })
    database.onEnd((isKept) => {
      if (!isKept) {
        for (const { tally, users } of this.#counted) tally.users -= users
        if (this.#isWritten) this.#read()
      }
      this.#counted = []
      this.#isWritten = false
    })
  }

  /** Adds or replaces an organization. */
  save(organization: Organization): void {
    this.#database.run(
      'INSERT INTO jumpcloud_organizations (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      organization._id,
      JSON.stringify(organization),
    )
    this.#isWritten = true
    this.#read()
  }

  find(id: string): Organization | undefined {
    return this.#known.get(id)
  }

  /** Returns the organizations in the order of creation. */
  all(): Organization[] {
    return [...this.#known.values()]
  }

  /** Returns the number of an organization in the tables. Throws RangeError for an unknown id. */
  numberOf(id: string): number {
    const number = this.#numbers.get(id)
    if (number === undefined) throw new RangeError(`unknown organization ${id}`)
    return number
  }

  usersOf(id: string): number {
    return this.#tallyOf(this.numberOf(id)).users
  }

  /** Changes the number of users; a rollback of the transaction reverts the change. */
  count(number: number, users: number): void {
    const tally = this.#tallyOf(number)
    tally.users += users
    this.#counted.push({ tally, users })
  }

  /** Returns the next number for `unix_uid` and `unix_guid`. */
  nextUid(id: string): number {
    const tally = this.#tallyOf(this.numberOf(id))
    tally.lastUid += 1
    return tally.lastUid
  }

  #tallyOf(number: number): Tally {
    const tally = this.#tallies.get(number)
    if (tally === undefined) throw new RangeError(`unknown number of an organization: ${number}`)
    return tally
  }

  #read(): void {
    this.#known.clear()
    this.#numbers.clear()
    for (const { number: key, id, body } of this.#database.all(
      'SELECT * FROM jumpcloud_organizations ORDER BY number',
    )) {
      const number = Number(key)
      this.#known.set(String(id), JSON.parse(String(body)) as Organization)
      this.#numbers.set(String(id), number)
      // Users are counted when an organization is first read, which is before any user of it is written.
      if (!this.#tallies.has(number)) this.#tallies.set(number, this.#tallyNow(number))
    }
  }

  #tallyNow(number: number): Tally {
    if (this.#database.isReader) {
      const tally = this.#database.get('SELECT users FROM jumpcloud_tallies WHERE organization = ?', number)
      return { users: Number(tally?.['users'] ?? 0), lastUid: Number.NaN }
    }
    const row = this.#database.get(
      'SELECT count(*) AS users, max(position) AS last FROM jumpcloud_users WHERE organization = ?',
      number,
    )
    return { users: Number(row?.['users']), lastUid: FIRST_UID - 1 + Number(row?.['last'] ?? 0) }
  }
}
