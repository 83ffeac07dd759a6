import type { Database } from './database.ts'

/** A record of the graph. */
export interface GraphNode {
  readonly type: 'user' | 'user_group' | 'radius_server'
  readonly id: string
}

/** The edges of the graph: memberships and associations. */
export class Edges {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Connects two records; returns false if they are already connected. */
  connect(from: GraphNode, to: GraphNode): boolean {
    return (
      this.#database.run(
        'INSERT OR IGNORE INTO jumpcloud_edges (fromId, toType, toId, fromType) VALUES (?, ?, ?, ?)',
        from.id,
        to.type,
        to.id,
        from.type,
      ) > 0
    )
  }

  /** Disconnects two records; returns false if they are not connected. */
  disconnect(from: GraphNode, to: GraphNode): boolean {
    return (
      this.#database.run(
        'DELETE FROM jumpcloud_edges WHERE fromId = ? AND toType = ? AND toId = ?',
        from.id,
        to.type,
        to.id,
      ) > 0
    )
  }

  isConnected(from: GraphNode, to: GraphNode): boolean {
    const found = this.#database.get(
      'SELECT 1 FROM jumpcloud_edges WHERE fromId = ? AND toType = ? AND toId = ?',
      from.id,
      to.type,
      to.id,
    )
    return found !== undefined
  }

  /** Returns the ids to which a record is connected. */
  targets(fromId: string, toType: GraphNode['type']): string[] {
    return this.#database
      .all('SELECT toId FROM jumpcloud_edges WHERE fromId = ? AND toType = ? ORDER BY toId', fromId, toType)
      .map(({ toId }) => String(toId))
  }

  /** Returns the ids that are connected to a record. */
  sources(toId: string, fromType: GraphNode['type']): string[] {
    return this.#database
      .all('SELECT fromId FROM jumpcloud_edges WHERE toId = ? AND fromType = ? ORDER BY fromId', toId, fromType)
      .map(({ fromId }) => String(fromId))
  }

  /** Returns a page of the ids to which a record is connected, and their total number. */
  targetPage(fromId: string, toType: GraphNode['type'], skip: number, limit: number): { total: number; ids: string[] } {
    const [row] = this.#database.all(
      'SELECT count(*) AS total FROM jumpcloud_edges WHERE fromId = ? AND toType = ?',
      fromId,
      toType,
    )
    const ids = this.#database.all(
      'SELECT toId FROM jumpcloud_edges WHERE fromId = ? AND toType = ? ORDER BY toId LIMIT ? OFFSET ?',
      fromId,
      toType,
      limit,
      skip,
    )
    return { total: Number(row?.['total']), ids: ids.map(({ toId }) => String(toId)) }
  }

  /** Removes all edges of a record. */
  forget(id: string): void {
    this.#database.run('DELETE FROM jumpcloud_edges WHERE fromId = ?', id)
    this.#database.run('DELETE FROM jumpcloud_edges WHERE toId = ?', id)
  }
}
