import { DatabaseSync } from 'node:sqlite'
import { ApiError } from '../api-error.ts'
import type { SystemUser } from '../users/system-user.ts'

/** Where system users are kept: a table of SQLite, in memory or in a file. */
export interface SystemUserStore {
  /** Throws ApiError where username, e-mail or employee identifier are taken. */
  insert(user: SystemUser): void
  find(id: string): SystemUser | undefined
  /** Throws ApiError as insert does. */
  update(user: SystemUser): void
  remove(id: string): boolean
  /** All of them, in the order in which they were made. */
  list(): SystemUser[]
  findByUsername(username: string): SystemUser | undefined
  close(): void
}

/** What the vendor's texts leave open. */
export interface StoreSwitches {
  /** The status of a duplicate: the published specification of 2019 lists 400 (400). */
  readonly duplicateStatus?: 400 | 409
}

/** Opens a store in a file, or `:memory:`. Throws where the file cannot be opened. */
export function openSystemUserStore(file: string, switches: StoreSwitches = {}): SystemUserStore {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(`CREATE TABLE IF NOT EXISTS systemusers (
    id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE, employeeIdentifier TEXT UNIQUE, body TEXT NOT NULL
  ) STRICT`)
  const insert = database.prepare(
    'INSERT INTO systemusers (id, username, email, employeeIdentifier, body) VALUES (?, ?, ?, ?, ?)',
  )
  const update = database.prepare(
    'UPDATE systemusers SET username = ?, email = ?, employeeIdentifier = ?, body = ? WHERE id = ?',
  )
  const remove = database.prepare('DELETE FROM systemusers WHERE id = ?')
  const one = database.prepare('SELECT body FROM systemusers WHERE id = ?')
  const byUsername = database.prepare('SELECT body FROM systemusers WHERE username = ?')
  const all = database.prepare('SELECT body FROM systemusers ORDER BY rowid')

  const guarded = (write: () => void): void => {
    try {
      write()
    } catch (error) {
      const column = /UNIQUE constraint failed: systemusers\.(\w+)/.exec(
        error instanceof Error ? error.message : '',
      )?.[1]
      if (column === undefined) throw error
      throw new ApiError(
        switches.duplicateStatus ?? 400,
        `User already exists (${column})`,
        `${column.toLowerCase()}-unique`,
      )
    }
  }
  const keys = (user: SystemUser): [string, string, string | null, string] => {
    const identifier = user['employeeIdentifier']
    // Blank identifiers do not count as duplicates (changelog of the vendor's PowerShell module).
    const unique = typeof identifier === 'string' && identifier !== '' ? identifier : null
    return [user.username.toLowerCase(), user.email.toLowerCase(), unique, JSON.stringify(user)]
  }

  return {
    insert: (user) => guarded(() => void insert.run(user._id, ...keys(user))),
    update: (user) => guarded(() => void update.run(...keys(user), user._id)),
    remove: (id) => remove.run(id).changes > 0,
    find: (id) => read(one.get(id)),
    findByUsername: (username) => read(byUsername.get(username.toLowerCase())),
    list: () => all.all().map((row) => JSON.parse(String(row['body'])) as SystemUser),
    close: () => database.close(),
  }
}

function read(row: Record<string, unknown> | undefined): SystemUser | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row['body'])) as SystemUser)
}
