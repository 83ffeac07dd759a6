import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { ScimResource } from '../../protocol/index.ts'
import type { Equality } from '../filter/equalities.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { externalIdKey, indexKeysOf, userNameKey } from './index-keys.ts'
import type { ResourceStore } from './resource-store.ts'
import { conflict, uniqueKeysOf } from './unique-keys.ts'

/** A store in SQLite that can be closed. */
export interface SqliteStore extends ResourceStore, Disposable {
  /**
   * Runs an action whose writes share one commit, each of them all or nothing. Rejects if they cannot be committed. Must not
   * be called again before it has ended.
   */
  together<Result>(action: () => Promise<Result>): Promise<Result>
  close(): void
}

/** The settings of a store in SQLite. */
export interface SqliteStoreOptions {
  /** True if another store has opened the file and writes it, and this one only reads (default: false). */
  readonly isReader?: boolean
}

/** Opens a store in a file or in memory (`:memory:`). Throws if the file cannot be opened. */
export function sqliteStore(file = ':memory:', { isReader = false }: SqliteStoreOptions = {}): SqliteStore {
  return new SqliteResourceStore(file, isReader)
}

/** docs/decisions/0007-what-an-answer-promises.md explains `synchronous = NORMAL`. */
const TABLES = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 5000;
CREATE TABLE IF NOT EXISTS scim_resources (
  position INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL, userName TEXT, externalId TEXT, body TEXT NOT NULL,
  UNIQUE (type, id)
) STRICT;
CREATE INDEX IF NOT EXISTS scim_user_names ON scim_resources (type, userName);
CREATE INDEX IF NOT EXISTS scim_external_ids ON scim_resources (type, externalId);
CREATE TABLE IF NOT EXISTS scim_unique (type TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS scim_members (
  type TEXT NOT NULL, member TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, member, id)
) STRICT, WITHOUT ROWID;
`

const STATEMENTS = {
  one: 'SELECT body FROM scim_resources WHERE type = ? AND id = ?',
  all: 'SELECT body FROM scim_resources WHERE type = ? ORDER BY position',
  byUserName: 'SELECT body FROM scim_resources WHERE type = ? AND userName = ? ORDER BY position',
  byExternalId: 'SELECT body FROM scim_resources WHERE type = ? AND externalId = ? ORDER BY position',
  byMember:
    'SELECT body FROM scim_members JOIN scim_resources USING (type, id) WHERE type = ? AND member = ? ORDER BY position',
  insert: 'INSERT INTO scim_resources (type, id, userName, externalId, body) VALUES (?, ?, ?, ?, ?)',
  update: 'UPDATE scim_resources SET userName = ?, externalId = ?, body = ? WHERE type = ? AND id = ?',
  remove: 'DELETE FROM scim_resources WHERE type = ? AND id = ?',
  ownerOf: 'SELECT id FROM scim_unique WHERE type = ? AND key = ?',
  own: 'INSERT INTO scim_unique (type, key, id) VALUES (?, ?, ?)',
  disown: 'DELETE FROM scim_unique WHERE type = ? AND key = ? AND id = ?',
  join: 'INSERT OR IGNORE INTO scim_members (type, member, id) VALUES (?, ?, ?)',
  leave: 'DELETE FROM scim_members WHERE type = ? AND member = ? AND id = ?',
} as const

/** The statements that begin, commit and roll back: for a transaction, and for a savepoint within one. */
const TRANSACTION = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'] as const
const SAVEPOINT = ['SAVEPOINT part', 'RELEASE part', 'ROLLBACK TO part; RELEASE part'] as const

type Statement = keyof typeof STATEMENTS

const EMPTY: ScimResource = {}

class SqliteResourceStore implements SqliteStore {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<Statement, ReturnType<DatabaseSync['prepare']>>()
  #isTogether = false

  constructor(file: string, isReader: boolean) {
    this.#database = new DatabaseSync(file, { readOnly: isReader })
    this.#database.exec(isReader ? 'PRAGMA busy_timeout = 5000' : TABLES)
  }

  async insert(type: ResourceType, resource: ScimResource): Promise<ScimResource> {
    const { userName = null, externalId = null } = indexKeysOf(resource)
    this.#atomically(() => {
      this.#claim(type, resource, EMPTY)
      this.#run('insert', type.name, String(resource.id), userName, externalId, JSON.stringify(resource))
    })
    return resource
  }

  async get(type: ResourceType, id: string): Promise<ScimResource | undefined> {
    return this.#select('one', type.name, id)[0]
  }

  async find(type: ResourceType, equality?: Equality): Promise<Iterable<ScimResource>> {
    if (equality === undefined) return this.#select('all', type.name)
    const { attribute, value } = equality
    if (attribute === 'id') return this.#select('one', type.name, value)
    return attribute === 'userName'
      ? this.#select('byUserName', type.name, userNameKey(value))
      : this.#select('byExternalId', type.name, externalIdKey(value))
  }

  async update(
    type: ResourceType,
    id: string,
    change: (current: ScimResource) => ScimResource,
  ): Promise<ScimResource | undefined> {
    const [current] = this.#select('one', type.name, id)
    if (current === undefined) return undefined
    const next = change(current)
    if (next === current) return current
    const { userName = null, externalId = null } = indexKeysOf(next)
    this.#atomically(() => {
      this.#claim(type, next, current)
      this.#run('update', userName, externalId, JSON.stringify(next), type.name, id)
    })
    return next
  }

  async remove(type: ResourceType, id: string, check: (current: ScimResource) => void): Promise<boolean> {
    const [current] = this.#select('one', type.name, id)
    if (current === undefined) return false
    check(current)
    this.#atomically(() => {
      this.#claim(type, { id }, current)
      this.#run('remove', type.name, id)
    })
    return true
  }

  async containing(type: ResourceType, memberId: string): Promise<readonly ScimResource[]> {
    return this.#select('byMember', type.name, memberId)
  }

  async together<Result>(action: () => Promise<Result>): Promise<Result> {
    this.#database.exec('BEGIN IMMEDIATE')
    this.#isTogether = true
    try {
      const result = await action()
      this.#database.exec('COMMIT')
      return result
    } finally {
      this.#isTogether = false
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Updates the unique values and members from the old to the new resource. Throws a ScimError 409 `uniqueness`. */
  #claim(type: ResourceType, next: ScimResource, before: ScimResource): void {
    const id = String(next.id)
    const wanted = new Map(uniqueKeysOf(next, type).map(({ key, attribute }) => [key, attribute]))
    for (const { key } of uniqueKeysOf(before, type)) {
      if (!wanted.delete(key)) this.#run('disown', type.name, key, id)
    }
    for (const [key, attribute] of wanted) {
      if (this.#statement('ownerOf').get(type.name, key) !== undefined) throw conflict(attribute)
      this.#run('own', type.name, key, id)
    }
    const [leaving, joining] = [indexKeysOf(before).members, indexKeysOf(next).members]
    for (const member of leaving) if (!joining.has(member)) this.#run('leave', type.name, member, id)
    for (const member of joining) if (!leaving.has(member)) this.#run('join', type.name, member, id)
  }

  /** Runs an action in a transaction. No code of this store awaits within one, so that requests are not interleaved. */
  #atomically(action: () => void): void {
    const [begin, end, undo] = this.#isTogether ? SAVEPOINT : TRANSACTION
    this.#database.exec(begin)
    try {
      action()
      this.#database.exec(end)
    } catch (error) {
      // SQLite rolls some failures back by itself.
      if (this.#database.isTransaction) this.#database.exec(undo)
      throw error
    }
  }

  #run(statement: Statement, ...values: SQLInputValue[]): void {
    this.#statement(statement).run(...values)
  }

  #select(statement: Statement, ...values: SQLInputValue[]): ScimResource[] {
    return this.#statement(statement)
      .all(...values)
      .map(({ body }) => JSON.parse(String(body)) as ScimResource)
  }

  #statement(name: Statement): ReturnType<DatabaseSync['prepare']> {
    const known = this.#prepared.get(name)
    if (known !== undefined) return known
    const prepared = this.#database.prepare(STATEMENTS[name])
    this.#prepared.set(name, prepared)
    return prepared
  }
}
