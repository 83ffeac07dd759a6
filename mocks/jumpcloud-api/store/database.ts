import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { READING, TABLES, TABLES_VERSION } from './tables.ts'

/** A database file that cannot be used. The message names it, the cause and the remedy. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase'
}

/** A call that only the process with the writing connection can perform. */
export class NeedsWriter extends Error {
  override readonly name = 'NeedsWriter'
}

const KEPT_STATEMENTS = 200
/** The statements that begin, commit and roll back a transaction: a whole one, and one within another. */
const WHOLE = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'] as const
const PART = ['SAVEPOINT part', 'RELEASE part', 'ROLLBACK TO part; RELEASE part'] as const

/** An SQLite database with prepared statements and nested transactions. */
export class Database implements Disposable {
  readonly #sqlite: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #onEnd: ((isKept: boolean) => void)[] = []
  readonly #onChange: (() => void)[] = []
  /** True if another connection writes, and this one only reads. */
  readonly isReader: boolean
  #version: unknown
  #depth = 0
  #isTogether = false

  /**
   * Opens a file, or `:memory:`, and creates missing tables. A reader opens a file that another connection has opened.
   * Throws UnusableDatabase.
   */
  constructor(file: string, isReader = false) {
    this.isReader = isReader
    try {
      this.#sqlite = new DatabaseSync(file, { readOnly: isReader })
      this.#sqlite.exec(isReader ? READING : TABLES)
    } catch (error) {
      throw new UnusableDatabase(
        `${file} cannot be used as a database (${error instanceof Error ? error.message : String(error)}); give a new file, or one of an earlier run`,
        { cause: error },
      )
    }
    this.#assertSetting('version', TABLES_VERSION, `${file} was written by another version`)
  }

  /** Stores a setting when the file is created. Throws UnusableDatabase if the file has another value. */
  keepSetting(name: string, value: string): void {
    this.#assertSetting(name, value, `the database was written with another ${name} than ${value}`)
  }

  #assertSetting(name: string, value: string, message: string): void {
    if (!this.isReader) this.run('INSERT OR IGNORE INTO jumpcloud_settings (name, value) VALUES (?, ?)', name, value)
    const kept = this.get('SELECT value FROM jumpcloud_settings WHERE name = ?', name)
    if (kept?.['value'] !== value) throw new UnusableDatabase(`${message}; give a new file`)
  }

  /** Returns the first row of a query. */
  get(sql: string, ...values: SQLInputValue[]): Readonly<Record<string, unknown>> | undefined {
    return this.#statement(sql).get(...values)
  }

  /** Returns all rows of a query. */
  all(sql: string, ...values: SQLInputValue[]): readonly Readonly<Record<string, unknown>>[] {
    return this.#statement(sql).all(...values)
  }

  /** Iterates the rows of a query; nothing may be written meanwhile. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Readonly<Record<string, unknown>>> {
    return this.#sqlite.prepare(sql).iterate(...values)
  }

  /** Executes a write and returns the number of affected rows. A reader throws NeedsWriter. */
  run(sql: string, ...values: SQLInputValue[]): number {
    if (this.isReader) throw new NeedsWriter(sql)
    return Number(this.#statement(sql).run(...values).changes)
  }

  /** Executes statements that have no values. */
  execute(sql: string): void {
    this.#sqlite.exec(sql)
  }

  /** Defines a function for SQL. */
  define(name: string, evaluate: (...values: unknown[]) => number): void {
    this.#sqlite.function(name, { varargs: true }, evaluate)
  }

  /** Writes all or nothing. An action within another one belongs to the same transaction. */
  atomically<Result>(action: () => Result): Result {
    if (this.#depth > 0) return action()
    const [begin, end, undo] = this.#isTogether ? PART : WHOLE
    this.run(begin)
    this.#depth += 1
    let isKept = false
    try {
      const result = action()
      this.run(end)
      isKept = true
      return result
    } finally {
      // SQLite rolls back after some errors by itself.
      if (!isKept && this.#sqlite.isTransaction) this.execute(undo)
      this.#depth -= 1
      for (const callback of this.#onEnd) callback(isKept)
    }
  }

  /**
   * Runs an action whose transactions share one commit, each of them all or nothing. If they cannot be committed, it throws,
   * and cached data is read again.
   */
  together<Result>(action: () => Result): Result {
    let isKept = false
    this.run('BEGIN IMMEDIATE')
    this.#isTogether = true
    try {
      const result = action()
      this.run('COMMIT')
      isKept = true
      return result
    } finally {
      this.#isTogether = false
      if (!isKept) {
        if (this.#sqlite.isTransaction) this.run('ROLLBACK')
        for (const callback of this.#onChange) callback()
      }
    }
  }

  /** Runs an action of a reader, whose queries all see the same state: the newest one. */
  reading<Result>(action: () => Result): Result {
    this.#statement('BEGIN').run()
    try {
      const version = this.get('PRAGMA data_version')?.['data_version']
      if (version !== this.#version) for (const callback of this.#onChange) callback()
      this.#version = version
      return action()
    } finally {
      this.#statement('COMMIT').run()
    }
  }

  /** Registers a callback for changes that this connection did not see, after which cached data must be read again. */
  onChange(callback: () => void): void {
    this.#onChange.push(callback)
  }

  /**
   * Registers a callback for the end of each transaction, with whether it was committed; data cached outside the tables
   * must follow.
   */
  onEnd(callback: (isKept: boolean) => void): void {
    this.#onEnd.push(callback)
  }

  /** Closes the file. May be called again. */
  close(): void {
    this.#statements.clear()
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    // Each filter is a different query, so the cache is limited.
    if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear()
    const prepared = this.#sqlite.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }
}
