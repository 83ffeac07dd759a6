import type { GraphStore } from '../state/graph-store.ts'
import type { SecretBox } from '../state/secret-box.ts'
import { GraphError } from '../wire/graph-error.ts'
import { CONNECTIVITY_KEYS, CREDENTIAL_LOCATION, MASKED_KEYS, SECRET_KEYS } from './secret-keys.ts'

/** A key and its value. */
export interface SecretPair {
  readonly key: string
  readonly value: string
}

/** Secrets by key. */
export type SecretMap = ReadonlyMap<string, string>

/** The synchronization secrets of applications, stored encrypted. */
export class Secrets {
  readonly #store: GraphStore
  readonly #box: SecretBox
  readonly #learn: (secret: string) => void
  readonly #all = new Map<string, Map<string, string>>()

  /** `learn` gets each secret value, so that logs can mask it. Throws InvalidGraphState for secrets that were encrypted with another key. */
  constructor(store: GraphStore, box: SecretBox, learn: (secret: string) => void) {
    this.#store = store
    this.#box = box
    this.#learn = learn
    for (const { id, document } of store.all('secrets')) {
      const pairs = JSON.parse(box.open(String(document['sealed']))) as [string, string][]
      this.#all.set(id, new Map(pairs))
      for (const [key, value] of pairs) if (MASKED_KEYS.has(key)) learn(value)
    }
  }

  of(servicePrincipalId: string): SecretMap {
    return this.#all.get(servicePrincipalId) ?? new Map()
  }

  /** Sets keys; an empty value removes one. Throws GraphError for an unknown key. */
  put(servicePrincipalId: string, pairs: readonly SecretPair[]): void {
    assertSecretKeys(pairs)
    this.#set(servicePrincipalId, pairs)
  }

  /** Sets the parameters that the portal calls connectivity parameters. Throws GraphError. */
  putConnectivity(servicePrincipalId: string, pairs: readonly SecretPair[]): void {
    const unknown = pairs.find(({ key }) => !Object.hasOwn(CONNECTIVITY_KEYS, key))
    if (unknown !== undefined) throw unknownKey(unknown.key)
    this.#set(
      servicePrincipalId,
      pairs.map(({ key, value }) => ({ key: CONNECTIVITY_KEYS[key] ?? key, value })),
    )
  }

  remove(servicePrincipalId: string): void {
    this.#all.delete(servicePrincipalId)
    this.#store.remove('secrets', servicePrincipalId)
  }

  #set(servicePrincipalId: string, pairs: readonly SecretPair[]): void {
    const secrets = new Map(this.of(servicePrincipalId))
    for (const { key, value } of pairs) {
      if (value === '') secrets.delete(key)
      else secrets.set(key, value)
      if (MASKED_KEYS.has(key) && value !== '') this.#learn(value)
    }
    this.#all.set(servicePrincipalId, secrets)
    this.#store.put('secrets', servicePrincipalId, { sealed: this.#box.seal(JSON.stringify([...secrets])) })
  }
}

/** Returns the secrets as Graph returns them, without secret values. */
export function shownSecrets(secrets: SecretMap): SecretPair[] {
  return [...secrets]
    .filter(([key]) => key !== CREDENTIAL_LOCATION)
    .map(([key, value]) => ({ key, value: MASKED_KEYS.has(key) ? '*' : value }))
}

/** Returns the secrets in the form that the portal's page reads. */
export function shownConnectivity(secrets: SecretMap): SecretPair[] {
  return Object.entries(CONNECTIVITY_KEYS).flatMap(([key, secret]) => {
    const value = secrets.get(secret)
    return value === undefined ? [] : [{ key, value: MASKED_KEYS.has(secret) ? '*' : value }]
  })
}

/** Throws GraphError for an unknown key, which the real service fails to parse (500). */
export function assertSecretKeys(pairs: readonly SecretPair[]): void {
  const unknown = pairs.find(({ key }) => !SECRET_KEYS.some((known) => known === key))
  if (unknown !== undefined) throw unknownKey(unknown.key)
}

const unknownKey = (key: string): GraphError =>
  new GraphError(500, 'InternalError', `Requested value '${key.slice(0, 100)}' was not found.`)
