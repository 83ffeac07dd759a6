import type { JsonObject } from '../wire/json.ts'
import type { Database } from './database.ts'

/** A collection of few records of one kind, which are read together: groups, RADIUS servers, administrators. */
export class Collection<Record extends JsonObject> {
  readonly #database: Database
  readonly #name: string

  constructor(database: Database, name: string) {
    this.#database = database
    this.#name = name
  }

  /** Adds or replaces a record. */
  save(organization: string, id: string, record: Record): void {
    this.#database.run(
      `INSERT INTO jumpcloud_documents (collection, organization, id, body) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET body = excluded.body`,
      this.#name,
      organization,
      id,
      JSON.stringify(record),
    )
  }

  find(organization: string, id: string): Record | undefined {
    const row = this.#database.get(
      'SELECT body FROM jumpcloud_documents WHERE collection = ? AND organization = ? AND id = ?',
      this.#name,
      organization,
      id,
    )
    return row === undefined ? undefined : (JSON.parse(String(row['body'])) as Record)
  }

  /** Returns the records of an organization in the order of their ids. */
  all(organization: string): Record[] {
    return this.#database
      .all(
        'SELECT body FROM jumpcloud_documents WHERE collection = ? AND organization = ? ORDER BY id',
        this.#name,
        organization,
      )
      .map(({ body }) => JSON.parse(String(body)) as Record)
  }

  /** Removes a record; returns false if there was none. */
  remove(organization: string, id: string): boolean {
    return (
      this.#database.run(
        'DELETE FROM jumpcloud_documents WHERE collection = ? AND organization = ? AND id = ?',
        this.#name,
        organization,
        id,
      ) > 0
    )
  }
}
