import type { SystemUser } from '../records/system-user.ts'
import type { JsonObject } from '../wire/json.ts'
import { Administrators } from './administrators.ts'
import { ApiKeys } from './api-keys.ts'
import { Collection } from './collection.ts'
import { Database } from './database.ts'
import { Edges } from './edges.ts'
import { Events } from './events.ts'
import { Organizations } from './organizations.ts'
import { SystemUsers } from './system-users.ts'
import { SHARING } from './tables.ts'

/** A group of users as API v2 returns it. */
export interface UserGroup extends JsonObject {
  id: string
  type: 'user_group'
  name: string
}

/** A RADIUS server as the API returns it. */
export interface RadiusServer extends JsonObject {
  _id: string
  name: string
  networkSourceIp: string
  sharedSecret: string
  /** The service that verifies passwords: JumpCloud, or Entra by delegation. */
  authIdp: 'JUMPCLOUD' | 'AZURE'
}

/** A bulk job: rows that are processed one after another after the response. */
export interface Job extends JsonObject {
  id: string
  isFinished: boolean
}

/** A scheduled change of a user's state. */
export interface ScheduledState extends JsonObject {
  scheduledJobId: string
  systemUserId: string
  state: 'ACTIVATED' | 'SUSPENDED'
  /** The time in RFC 3339. */
  scheduledDate: string
}

/** The data of the API in one SQLite database, which handlers and tests read and write. */
export class JumpCloudStore implements Disposable {
  readonly database: Database
  readonly organizations: Organizations
  readonly administrators: Administrators
  readonly keys: ApiKeys
  readonly users: SystemUsers
  readonly groups: Collection<UserGroup>
  readonly radiusServers: Collection<RadiusServer>
  readonly jobs: Collection<Job>
  readonly scheduledStates: Collection<ScheduledState>
  /** The members of groups, and the associations with RADIUS servers. */
  readonly edges: Edges
  readonly events: Events

  /** Opens a file, or `:memory:`; a reader, a file that another store has opened. Throws UnusableDatabase. */
  constructor(file: string, usernameCase: 'ignored' | 'regarded' = 'ignored', isReader = false) {
    this.database = new Database(file, isReader)
    this.database.keepSetting('usernameCase', usernameCase)
    this.organizations = new Organizations(this.database)
    this.administrators = new Administrators(this.database)
    this.keys = new ApiKeys(this.database)
    this.users = new SystemUsers(this.database, this.organizations, usernameCase)
    this.groups = new Collection(this.database, 'groups')
    this.radiusServers = new Collection(this.database, 'radius_servers')
    this.jobs = new Collection(this.database, 'jobs')
    this.scheduledStates = new Collection(this.database, 'scheduled_states')
    this.edges = new Edges(this.database)
    this.events = new Events(this.database, this.organizations)
  }

  /** Lets readers in other processes count users. */
  share(): void {
    this.database.execute(SHARING)
  }

  /** Returns the bulk jobs that an earlier process did not finish. */
  unfinishedJobs(): Job[] {
    return this.organizations.all().flatMap(({ _id }) => this.jobs.all(_id).filter(({ isFinished }) => !isFinished))
  }

  /** Returns the rows of a bulk job. */
  rowsOf(jobId: string): Collection<JsonObject> {
    return new Collection(this.database, `rows of ${jobId}`)
  }

  /** Returns all system users in the order of creation. */
  list(): SystemUser[] {
    return [...this.users.all()]
  }

  /** Finds a system user of any organization. */
  find(id: string): SystemUser | undefined {
    return this.#inAnyOrganization((organization) => this.users.find(organization, id))
  }

  /** Finds a system user of any organization by username. */
  findByUsername(username: string): SystemUser | undefined {
    return this.#inAnyOrganization((organization) => this.users.findByUsername(organization, username))
  }

  /** Adds a system user without applying the API's rules. Throws DuplicateValue. */
  insert(user: SystemUser): void {
    this.database.atomically(() => void this.users.insert(user))
  }

  /** Updates a system user without applying the API's rules. Throws DuplicateValue. */
  update(user: SystemUser): void {
    this.database.atomically(() => void this.users.update(user))
  }

  /** Closes the database. May be called again. */
  close(): void {
    this.database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #inAnyOrganization(find: (organization: string) => SystemUser | undefined): SystemUser | undefined {
    for (const { _id } of this.organizations.all()) {
      const user = find(_id)
      if (user !== undefined) return user
    }
    return undefined
  }
}
