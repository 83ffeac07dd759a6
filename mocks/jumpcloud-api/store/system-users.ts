import type { SQLInputValue } from 'node:sqlite'
import { type Condition, EVERYTHING, type FieldCondition } from '../filter/condition.ts'
import type { SortKey } from '../filter/evaluate.ts'
import { valueAt } from '../filter/values.ts'
import type { SystemUser } from '../records/system-user.ts'
import type { JsonValue } from '../wire/json.ts'
import { type Database, NeedsWriter } from './database.ts'
import { DuplicateValue } from './duplicate.ts'
import type { Organizations } from './organizations.ts'
import { type ColumnKeys, planOrder, planQuery, type QueryPlan } from './query-plan.ts'
import { RANK_BLOCK, Ranks } from './ranks.ts'
import { LOADING, SERVING, USER_INDEX_NAMES, USER_INDEXES } from './tables.ts'

/** A page of a list. */
export interface UserQuery {
  /** The id of the organization. */
  readonly organization: string
  readonly condition?: Condition
  readonly sort?: readonly SortKey[]
  readonly skip: number
  readonly limit: number
}

/** A user without a manager in the form in which it is stored: its JSON, and the values of the indexed columns. */
export interface StoredUser {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly employeeIdentifier: string
  readonly text: string
}

/** The number of values per user. */
const COLUMNS = 6
const INSERT =
  'INSERT INTO jumpcloud_users (organization, id, username, email, employeeIdentifier, manager, body) VALUES'
/** The number of users per statement. */
const ROWS_AT_ONCE = 64
/** The number of users from which it is faster to create the indexes after the users. */
const LEAST_LOAD = 10_000

/** The system users of all organizations: an SQLite table that is never read completely for one page. */
export class SystemUsers {
  readonly #database: Database
  readonly #organizations: Organizations
  readonly #keys: ColumnKeys
  readonly #ranks = new Map<number, Ranks>()
  #judged: readonly FieldCondition[] = []

  /** Creates the collection; `usernameCase` says whether `Jane` and `jane` are the same username. */
  constructor(database: Database, organizations: Organizations, usernameCase: 'ignored' | 'regarded') {
    this.#database = database
    this.#organizations = organizations
    const fold = (text: string): string => text.toLowerCase()
    this.#keys = { username: usernameCase === 'ignored' ? fold : (text) => text, email: fold }
    database.onChange(() => this.#ranks.clear())
    database.onEnd((isKept) => {
      if (!isKept) this.#ranks.clear()
    })
    database.define('jumpcloud_holds', (number, member) => {
      const field = this.#judged[Number(number)]
      if (field === undefined) return 0
      const value = typeof member === 'string' ? (JSON.parse(member) as JsonValue) : undefined
      return field.holds(valueAt(value, field.path.slice(1))) ? 1 : 0
    })
  }

  /** Adds a user and returns the stored JSON. Throws DuplicateValue. */
  insert(user: SystemUser): string {
    const organization = this.#organizations.numberOf(user.organization)
    const text = JSON.stringify(user)
    this.#guarded(user, () => {
      this.#database.run(`${INSERT} (?, ?, ?, ?, ?, ?, ?)`, organization, user._id, ...this.#columnsOf(user), text)
    })
    this.#organizations.count(organization, 1)
    this.#ranks.get(organization)?.add(user._id)
    return text
  }

  /**
   * Runs an action that adds a number of users. If the table is empty and the users are many, the indexes are created
   * afterwards. If the process ends before, they are created when the file is opened again.
   */
  load(users: number, add: () => void): void {
    const isIndexedLater =
      users >= LEAST_LOAD && this.#database.get('SELECT 1 FROM jumpcloud_users LIMIT 1') === undefined
    if (isIndexedLater)
      this.#database.execute([LOADING, ...USER_INDEX_NAMES.map((name) => `DROP INDEX ${name};`)].join('\n'))
    try {
      add()
    } finally {
      if (isIndexedLater) this.#database.execute(`${USER_INDEXES}\n${SERVING}`)
    }
  }

  /** Adds users of one organization whose values are known to be unique. */
  insertAll(organization: string, users: Iterable<StoredUser>): void {
    const number = this.#organizations.numberOf(organization)
    let values: SQLInputValue[] = []
    let count = 0
    const write = (): void => {
      const rows = values.length / COLUMNS
      if (rows === 0) return
      this.#database.run(
        `${INSERT} ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, NULL, ?)').join(', ')}`,
        ...values,
      )
      values = []
    }
    for (const { id, username, email, employeeIdentifier, text } of users) {
      values.push(number, id, this.#keys.username(username), this.#keys.email(email), employeeIdentifier, text)
      count += 1
      if (count % ROWS_AT_ONCE === 0) write()
    }
    write()
    this.#organizations.count(number, count)
    this.#ranks.delete(number)
  }

  /** Updates an existing user and returns the stored JSON. Throws DuplicateValue. */
  update(user: SystemUser): string {
    const text = JSON.stringify(user)
    this.#guarded(user, () => {
      this.#database.run(
        'UPDATE jumpcloud_users SET username = ?, email = ?, employeeIdentifier = ?, manager = ?, body = ? WHERE organization = ? AND id = ?',
        ...this.#columnsOf(user),
        text,
        this.#organizations.numberOf(user.organization),
        user._id,
      )
    })
    return text
  }

  /** Removes a user; returns false if there was none. */
  remove(user: SystemUser): boolean {
    const organization = this.#organizations.numberOf(user.organization)
    const isGone =
      this.#database.run('DELETE FROM jumpcloud_users WHERE organization = ? AND id = ?', organization, user._id) > 0
    if (isGone) {
      this.#organizations.count(organization, -1)
      this.#ranks.get(organization)?.remove(user._id)
    }
    return isGone
  }

  /** Returns a user as the JSON of the API. */
  text(organization: string, id: string): string | undefined {
    const number = this.#organizations.numberOf(organization)
    const row = this.#database.get('SELECT body FROM jumpcloud_users WHERE organization = ? AND id = ?', number, id)
    return row === undefined ? undefined : String(row['body'])
  }

  /** Finds a user of an organization. */
  find(organization: string, id: string): SystemUser | undefined {
    return parsed(this.text(organization, id))
  }

  /** Finds a user by username. */
  findByUsername(organization: string, username: string): SystemUser | undefined {
    const number = this.#organizations.numberOf(organization)
    const key = this.#keys.username(username)
    const row = this.#database.get(
      'SELECT body FROM jumpcloud_users WHERE organization = ? AND username = ?',
      number,
      key,
    )
    return row === undefined ? undefined : parsed(String(row['body']))
  }

  /** Finds the user of an e-mail address in any organization. */
  findByEmail(email: string): SystemUser | undefined {
    const row = this.#database.get('SELECT body FROM jumpcloud_users WHERE email = ?', this.#keys.email(email))
    return row === undefined ? undefined : parsed(String(row['body']))
  }

  /** Returns the users whose manager a user is. */
  reportsOf(managerId: string): SystemUser[] {
    return this.#database
      .all('SELECT body FROM jumpcloud_users WHERE manager = ? ORDER BY position', managerId)
      .map(({ body }) => JSON.parse(String(body)) as SystemUser)
  }

  /** Iterates all users of all organizations in the order of creation. */
  *all(): Generator<SystemUser> {
    for (const { body } of this.#database.each('SELECT body FROM jumpcloud_users ORDER BY position'))
      yield JSON.parse(String(body)) as SystemUser
  }

  /** Returns the plan of a condition. */
  planOf(condition: Condition): QueryPlan {
    return planQuery(condition, this.#keys)
  }

  /** Counts the users that match a condition. */
  count(organization: string, condition: Condition = EVERYTHING): number {
    if (condition === EVERYTHING) return this.#organizations.usersOf(organization)
    const { where, values, judged } = this.planOf(condition)
    this.#judged = judged
    const row = this.#database.get(
      `SELECT count(*) AS users FROM jumpcloud_users WHERE organization = ? AND ${where}`,
      this.#organizations.numberOf(organization),
      ...values,
    )
    return Number(row?.['users'])
  }

  /** Returns a page of users as the JSON of the API. */
  page({ organization, condition = EVERYTHING, sort = [], skip, limit }: UserQuery): string[] {
    const number = this.#organizations.numberOf(organization)
    const isPlain = condition === EVERYTHING && planOrder(sort) === 'id'
    const start = isPlain && skip >= RANK_BLOCK ? this.#seek(organization, number, skip) : undefined
    if (start === 'past-end') return []
    const { where, values, judged } = this.planOf(condition)
    this.#judged = judged
    const from = start === undefined ? '' : 'AND id >= ? '
    return this.#database
      .all(
        `SELECT body FROM jumpcloud_users WHERE organization = ? ${from}AND ${where} ORDER BY ${planOrder(sort)} LIMIT ? OFFSET ?`,
        number,
        ...(start === undefined ? [] : [start.from]),
        ...values,
        limit,
        start === undefined ? skip : start.offset,
      )
      .map(({ body }) => String(body))
  }

  #seek(organization: string, number: number, skip: number): { from: string; offset: number } | 'past-end' {
    // Each change would make a reader count all ids again.
    if (this.#database.isReader) throw new NeedsWriter('a page by its rank')
    const users = this.#organizations.usersOf(organization)
    if (skip >= users) return 'past-end'
    let ranks = this.#ranks.get(number)
    if (ranks === undefined) {
      const firsts = this.#database.all(
        `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM jumpcloud_users WHERE organization = ?)
         WHERE place % ${RANK_BLOCK} = 1`,
        number,
      )
      const last = this.#database.get('SELECT max(id) AS id FROM jumpcloud_users WHERE organization = ?', number)
      const ids = firsts.map(({ id }) => String(id))
      ranks = new Ranks(ids, users, String(last?.['id'] ?? ''))
      this.#ranks.set(number, ranks)
    }
    return ranks.seek(skip)
  }

  #columnsOf(user: SystemUser): [string, string, string | null, string | null] {
    const { employeeIdentifier, manager } = user
    return [
      this.#keys.username(user.username),
      this.#keys.email(user.email),
      // Blank identifiers do not count as duplicates (changelog of the vendor's PowerShell module).
      typeof employeeIdentifier === 'string' && employeeIdentifier !== '' ? employeeIdentifier : null,
      typeof manager === 'string' && manager !== '' ? manager : null,
    ]
  }

  #guarded(user: SystemUser, write: () => void): void {
    try {
      write()
    } catch (error) {
      const [, column] = /UNIQUE constraint failed: .*jumpcloud_users\.(\w+)$/.exec(String(error)) ?? []
      if (column === undefined || column === 'id') throw error
      // If several values are in use, SQLite reports only one of them.
      const other = this.findByUsername(user.organization, user.username)
      throw new DuplicateValue(other !== undefined && other._id !== user._id ? 'username' : column)
    }
  }
}

const parsed = (text: string | undefined): SystemUser | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as SystemUser)
