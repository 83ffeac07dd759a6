import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { ObjectKind } from '../tenant/index.ts'
import type { JobRecord } from './job-record.ts'

/** The connection of a source object with its counterpart on the server (Graph beta, `objectConnections`). */
export interface Link {
  readonly kind: ObjectKind
  readonly sourceId: string
  readonly targetId: string
  /** False after the object was deprovisioned because it was out of scope; it is not deleted later. */
  readonly isManaged: boolean
  /** Source id of the manager that was sent last. */
  readonly managerId: string | null
}

/** An object that failed and waits for its next attempt. */
export interface Escrow {
  readonly kind: ObjectKind
  readonly sourceId: string
  readonly errorCode: string
  /** The time of the first failure in milliseconds since 1970, like all times in this file. */
  readonly firstFailedAt: number
  readonly attempts: number
  readonly nextAttemptAt: number
}

/**
 * The state of a job between cycles and between processes. Writes within a few milliseconds reach the file together; a
 * process that is killed before that loses these links, and the next process finds the objects again with the matching
 * query.
 */
export interface JobState extends Disposable {
  link(kind: ObjectKind, sourceId: string): Link | undefined
  linkOfTarget(kind: ObjectKind, targetId: string): Link | undefined
  saveLink(link: Link): void
  removeLink(kind: ObjectKind, sourceId: string): void
  linkCount(): number
  /** Returns the number of linked objects of a kind. */
  linkCountOf(kind: ObjectKind): number
  /** Forgets all links and all members that were sent to the server. */
  clearLinks(): void
  escrow(kind: ObjectKind, sourceId: string): Escrow | undefined
  saveEscrow(escrow: Escrow): void
  removeEscrow(kind: ObjectKind, sourceId: string): void
  /** Returns the entries whose next attempt is due, the oldest first. */
  dueEscrows(now: number): Escrow[]
  escrowCount(): number
  /** Returns the time of the next due retry; undefined if there is none. */
  nextEscrowAt(): number | undefined
  /** Removes the entries that were due. An object that failed again is due later and stays. */
  removeDueEscrows(now: number): void
  clearEscrows(): void
  /** Returns the source ids of the members that were sent to the server. */
  members(groupId: string): Set<string>
  addMember(groupId: string, userId: string): void
  removeMember(groupId: string, userId: string): void
  removeMembers(groupId: string): void
  record(): JobRecord | undefined
  saveRecord(record: JobRecord): void
}

/**
 * The time in milliseconds for which changes are collected into one transaction; a transaction per response would take
 * longer than the response.
 */
const GATHERED = 10

const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS link (kind TEXT, source TEXT, target TEXT, managed INTEGER, manager TEXT, PRIMARY KEY (kind, source)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS link_target ON link (kind, target);
  CREATE TABLE IF NOT EXISTS escrow (kind TEXT, source TEXT, code TEXT, first INTEGER, attempts INTEGER, next INTEGER, PRIMARY KEY (kind, source)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS escrow_next ON escrow (next);
  CREATE TABLE IF NOT EXISTS member (grp TEXT, user TEXT, PRIMARY KEY (grp, user)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT);
`

/** The file is not a state of a provisioning job or has another version. */
export class InvalidJobState extends Error {
  override readonly name = 'InvalidJobState'
}

/** Opens the state in a SQLite file, or in memory. Throws InvalidJobState. */
export function openJobState(file = ':memory:'): JobState {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(file)
    // The lock is held until the state is closed: two jobs with one state would create users twice.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n'])
    if (version !== SCHEMA_VERSION && tables > 0)
      throw new InvalidJobState(`${file} is a SQLite file of another program or another version; name a new file`)
    database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`)
  } catch (error) {
    if (error instanceof InvalidJobState) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const remedy = /locked/.test(reason) ? 'wait until the other process ends' : 'name a new file'
    throw new InvalidJobState(`${file} cannot be opened as the state of a job (${reason}); ${remedy}`, { cause: error })
  }
  return new SqliteJobState(database)
}

type Row = Record<string, unknown>

class SqliteJobState implements JobState {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #commit: NodeJS.Timeout | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  link(kind: ObjectKind, sourceId: string): Link | undefined {
    return asLink(this.#get('SELECT * FROM link WHERE kind = ? AND source = ?', kind, sourceId))
  }

  linkOfTarget(kind: ObjectKind, targetId: string): Link | undefined {
    return asLink(this.#get('SELECT * FROM link WHERE kind = ? AND target = ?', kind, targetId))
  }

  saveLink({ kind, sourceId, targetId, isManaged, managerId }: Link): void {
    this.#run(
      'INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?)',
      kind,
      sourceId,
      targetId,
      isManaged ? 1 : 0,
      managerId,
    )
  }

  removeLink(kind: ObjectKind, sourceId: string): void {
    this.#run('DELETE FROM link WHERE kind = ? AND source = ?', kind, sourceId)
  }

  linkCount(): number {
    return Number(this.#get('SELECT count(*) AS n FROM link')?.['n'])
  }

  linkCountOf(kind: ObjectKind): number {
    return Number(this.#get('SELECT count(*) AS n FROM link WHERE kind = ?', kind)?.['n'])
  }

  clearLinks(): void {
    this.#run('DELETE FROM link')
    this.#run('DELETE FROM member')
  }

  escrow(kind: ObjectKind, sourceId: string): Escrow | undefined {
    const row = this.#get('SELECT * FROM escrow WHERE kind = ? AND source = ?', kind, sourceId)
    return row === undefined ? undefined : asEscrow(row)
  }

  saveEscrow({ kind, sourceId, errorCode, firstFailedAt, attempts, nextAttemptAt }: Escrow): void {
    const sql = 'INSERT OR REPLACE INTO escrow VALUES (?, ?, ?, ?, ?, ?)'
    this.#run(sql, kind, sourceId, errorCode, firstFailedAt, attempts, nextAttemptAt)
  }

  removeEscrow(kind: ObjectKind, sourceId: string): void {
    this.#run('DELETE FROM escrow WHERE kind = ? AND source = ?', kind, sourceId)
  }

  dueEscrows(now: number): Escrow[] {
    return this.#all('SELECT * FROM escrow WHERE next <= ? ORDER BY next, kind, source', now).map(asEscrow)
  }

  escrowCount(): number {
    return Number(this.#get('SELECT count(*) AS n FROM escrow')?.['n'])
  }

  nextEscrowAt(): number | undefined {
    const next = this.#get('SELECT min(next) AS next FROM escrow')?.['next']
    return typeof next === 'number' ? next : undefined
  }

  removeDueEscrows(now: number): void {
    this.#run('DELETE FROM escrow WHERE next <= ?', now)
  }

  clearEscrows(): void {
    this.#run('DELETE FROM escrow')
  }

  members(groupId: string): Set<string> {
    return new Set(this.#all('SELECT user FROM member WHERE grp = ?', groupId).map(({ user }) => String(user)))
  }

  addMember(groupId: string, userId: string): void {
    this.#run('INSERT OR IGNORE INTO member VALUES (?, ?)', groupId, userId)
  }

  removeMember(groupId: string, userId: string): void {
    this.#run('DELETE FROM member WHERE grp = ? AND user = ?', groupId, userId)
  }

  removeMembers(groupId: string): void {
    this.#run('DELETE FROM member WHERE grp = ?', groupId)
  }

  record(): JobRecord | undefined {
    const json = this.#get('SELECT json FROM record WHERE id = 1')?.['json']
    return typeof json === 'string' ? (JSON.parse(json) as JobRecord) : undefined
  }

  saveRecord(record: JobRecord): void {
    this.#run('INSERT OR REPLACE INTO record VALUES (1, ?)', JSON.stringify(record))
  }

  [Symbol.dispose](): void {
    this.#flush()
    this.#database.close()
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #get(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.#prepared(sql).get(...values)
  }

  #all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#prepared(sql).all(...values)
  }

  #flush(): void {
    if (this.#commit === undefined) return
    clearTimeout(this.#commit)
    this.#commit = undefined
    this.#database.exec('COMMIT')
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    if (this.#commit === undefined) {
      this.#database.exec('BEGIN')
      this.#commit = setTimeout(() => this.#flush(), GATHERED)
    }
    this.#prepared(sql).run(...values)
  }
}

function asLink(row: Row | undefined): Link | undefined {
  if (row === undefined) return undefined
  return {
    kind: row['kind'] as ObjectKind,
    sourceId: String(row['source']),
    targetId: String(row['target']),
    isManaged: row['managed'] === 1,
    managerId: typeof row['manager'] === 'string' ? row['manager'] : null,
  }
}

function asEscrow(row: Row): Escrow {
  return {
    kind: row['kind'] as ObjectKind,
    sourceId: String(row['source']),
    errorCode: String(row['code']),
    firstFailedAt: Number(row['first']),
    attempts: Number(row['attempts']),
    nextAttemptAt: Number(row['next']),
  }
}
