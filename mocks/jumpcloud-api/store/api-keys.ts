import { hash, randomBytes } from 'node:crypto'
import type { Database } from './database.ts'

interface StoredKey {
  readonly digest: string
  readonly owner: string
  /** The expiry in milliseconds since 1970. */
  readonly expires: number | undefined
}

const LENGTH = 36
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** The number of characters of a key in an administrator's record. */
const PREFIX = 8

/**
 * The API keys of administrators and the secrets of service accounts, stored only as digests and compared in constant
 * time.
 */
export class ApiKeys {
  readonly #database: Database
  #kept: readonly StoredKey[] | undefined
  #isWritten = false

  constructor(database: Database) {
    this.#database = database
    database.onChange(() => {
      this.#kept = undefined
    })
    database.onEnd((isKept) => {
      if (this.#isWritten && !isKept) this.#kept = undefined
      this.#isWritten = false
    })
  }

  /** Issues a key to an owner, which revokes the previous one; `expires` is in milliseconds since 1970. */
  set(owner: string, key: string, expires?: number): void {
    this.revoke(owner)
    this.#database.run(
      'INSERT OR REPLACE INTO jumpcloud_keys (hash, owner, expires) VALUES (?, ?, ?)',
      digestOf(key),
      owner,
      expires ?? null,
    )
  }

  revoke(owner: string): void {
    this.#database.run('DELETE FROM jumpcloud_keys WHERE owner = ?', owner)
    this.#kept = undefined
    this.#isWritten = true
  }

  /** Returns the owner of a key; undefined if it is unknown or has expired. */
  ownerOf(key: string, now: number): string | undefined {
    this.#kept ??= this.#read()
    const given = digestOf(key)
    let owner: string | undefined
    // Every key is compared, so that the duration does not reveal which one is similar.
    for (const kept of this.#kept) {
      if (isSame(kept.digest, given) && (kept.expires === undefined || kept.expires > now)) owner = kept.owner
    }
    return owner
  }

  #read(): StoredKey[] {
    return this.#database.all('SELECT hash, owner, expires FROM jumpcloud_keys').map((row) => ({
      digest: String(row['hash']),
      owner: String(row['owner']),
      expires: row['expires'] === null ? undefined : Number(row['expires']),
    }))
  }
}

/** Creates a key in the form of new keys: `jca_` and 36 letters and digits. */
export function newApiKey(): string {
  const letters = Array.from(randomBytes(LENGTH), (octet) => ALPHABET[octet % ALPHABET.length])
  return `jca_${letters.join('')}`
}

/**
 * Returns the prefix of a key for an administrator's record; empty if the key is so short that this would reveal it.
 */
export const prefixOf = (key: string): string => (key.length < LENGTH ? '' : key.slice(0, PREFIX))

const digestOf = (text: string): string => hash('sha256', text)

/**
 * Compares two digests in a time that does not depend on the position of a difference; `timingSafeEqual` would need
 * buffers, whose creation takes longer.
 */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let index = 0; index < one.length; index += 1) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}
