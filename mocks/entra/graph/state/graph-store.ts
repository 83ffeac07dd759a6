import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { JsonObject } from '../../../protocol/index.ts'

/** The file is not a state of the façade or has another version. */
export class InvalidGraphState extends Error {
  override readonly name = 'InvalidGraphState'
}

/** The kinds of stored documents. */
export type DocumentKind = 'application' | 'assignment' | 'group' | 'job' | 'meta' | 'secrets' | 'user'
/** The append-only lists. */
export type ListName = 'audit' | 'change' | 'provisioning'

const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, json TEXT, PRIMARY KEY (kind, id));
  CREATE TABLE IF NOT EXISTS entry (sequence INTEGER PRIMARY KEY, list TEXT, json TEXT);
  CREATE INDEX IF NOT EXISTS entry_list ON entry (list, sequence);
`

/**
 * Stores documents and lists in a SQLite file or in memory. Each write is in the file immediately, so that a killed
 * server can continue.
 */
export class GraphStore implements Disposable {
  readonly #database: DatabaseSync
  readonly #put: StatementSync
  readonly #remove: StatementSync
  readonly #append: StatementSync

  /** Throws InvalidGraphState. */
  constructor(file = ':memory:') {
    this.#database = open(file)
    this.#put = this.#database.prepare(
      'INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json',
    )
    this.#remove = this.#database.prepare('DELETE FROM document WHERE kind = ? AND id = ?')
    this.#append = this.#database.prepare('INSERT INTO entry (list, json) VALUES (?, ?)')
  }

  put(kind: DocumentKind, id: string, document: JsonObject): void {
    this.#put.run(kind, id, JSON.stringify(document))
  }

  remove(kind: DocumentKind, id: string): void {
    this.#remove.run(kind, id)
  }

  /** Returns every document of a kind, in the order in which they were first stored. */
  all(kind: DocumentKind): readonly { readonly id: string; readonly document: JsonObject }[] {
    return this.#database
      .prepare('SELECT id, json FROM document WHERE kind = ? ORDER BY rowid')
      .all(kind)
      .map(({ id, json }) => ({ id: String(id), document: JSON.parse(String(json)) as JsonObject }))
  }

  append(list: ListName, entry: JsonObject): void {
    this.#append.run(list, JSON.stringify(entry))
  }

  /** Returns the last entries of a list, the oldest first. */
  entries(list: ListName, most: number = Number.MAX_SAFE_INTEGER): readonly JsonObject[] {
    return this.#database
      .prepare('SELECT json FROM entry WHERE list = ? ORDER BY sequence DESC LIMIT ?')
      .all(list, most)
      .map(({ json }) => JSON.parse(String(json)) as JsonObject)
      .reverse()
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close()
  }
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file)
    // The lock is held until the store is closed: two processes with one state would overwrite each other.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    const names = database
      .prepare('SELECT name FROM sqlite_master')
      .all()
      .map(({ name }) => name)
    const isOwn = names.includes('document') && names.includes('entry')
    if (names.length > 0 && (version !== SCHEMA_VERSION || !isOwn))
      throw new InvalidGraphState(`${file} is a SQLite file of another program or another version; name a new file`)
    database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`)
    return database
  } catch (error) {
    database?.close()
    if (error instanceof InvalidGraphState) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const remedy = /locked/.test(reason) ? 'wait until the other process ends' : 'name a new file'
    throw new InvalidGraphState(`${file} cannot be opened as the state of serve entra (${reason}); ${remedy}`, {
      cause: error,
    })
  }
}
