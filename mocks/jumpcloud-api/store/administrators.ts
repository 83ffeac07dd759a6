import type { Role } from '../records/roles.ts'
import type { JsonObject } from '../wire/json.ts'
import { Collection } from './collection.ts'
import type { Database } from './database.ts'

/** An administrator as the API returns it, without a key. */
export interface Administrator extends JsonObject {
  _id: string
  email: string
  roleName: Role
  /** True if the administrator's key is accepted. */
  apiKeyAllowed: boolean
  suspended: boolean
  organization: string
  /** The id of the provider; empty for administrators of a single organization. */
  provider: string
}

/** An OAuth client with the role of an administrator. */
export interface ServiceAccount extends JsonObject {
  clientId: string
  roleName: Role
  organization: string
}

/** The administrators and service accounts. */
export class Administrators {
  readonly #collection: Collection<Administrator>
  readonly #serviceAccounts: Collection<ServiceAccount>
  #known: Map<string, Administrator> | undefined
  #isWritten = false

  constructor(database: Database) {
    this.#collection = new Collection(database, 'administrators')
    this.#serviceAccounts = new Collection(database, 'service_accounts')
    database.onChange(() => {
      this.#known = undefined
    })
    database.onEnd((isKept) => {
      if (this.#isWritten && !isKept) this.#known = undefined
      this.#isWritten = false
    })
  }

  find(id: string): Administrator | undefined {
    return this.#byId().get(id)
  }

  findByEmail(email: string): Administrator | undefined {
    return this.all().find((administrator) => administrator.email.toLowerCase() === email.toLowerCase())
  }

  /** Returns all administrators in the order of their ids. */
  all(): Administrator[] {
    return [...this.#byId().values()]
  }

  save(administrator: Administrator): void {
    this.#collection.save('', administrator._id, administrator)
    this.#forget()
  }

  remove(id: string): boolean {
    this.#forget()
    return this.#collection.remove('', id)
  }

  findServiceAccount(clientId: string): ServiceAccount | undefined {
    return this.#serviceAccounts.find('', clientId)
  }

  saveServiceAccount(account: ServiceAccount): void {
    this.#serviceAccounts.save('', account.clientId, account)
  }

  #forget(): void {
    this.#known = undefined
    this.#isWritten = true
  }

  #byId(): Map<string, Administrator> {
    this.#known ??= new Map(this.#collection.all('').map((administrator) => [administrator._id, administrator]))
    return this.#known
  }
}
