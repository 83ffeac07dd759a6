import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { decodeUrl } from '../../mocks/transport/index.ts'
import type { DownstreamWrite, ScimAct } from './downstream-write.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import type { TimedWrite } from './write-journal.ts'

/** An exchange with its times on the monotonic clock. */
export interface TimedExchange {
  readonly exchange: ObservedExchange
  readonly began: number
  readonly ended: number
}

/** The milliseconds after its response in which a request may still have caused a write. */
const LATE = 30_000

/** One exchange, with the names of the users that it is about. */
interface Subject extends TimedExchange {
  /** Ids and userNames in lower case; undefined if the exchange may be about any user. */
  readonly users: ReadonlySet<string> | undefined
  readonly isRead: boolean
}

/**
 * Assigns to each exchange the writes of the target that it caused. A write during several requests about its user
 * belongs to all of them and is listed at the newest; a write after the response belongs to the earlier requests.
 * `fresh` is the record of a user who has no values yet.
 */
export function attributeWrites(
  exchanges: readonly TimedExchange[],
  writes: readonly TimedWrite[],
  fresh: JsonObject,
): ReadonlyMap<string, readonly DownstreamWrite[]> {
  const { subjects, abouts, ownerOf } = attribution(exchanges, writes)
  const isLateWriter = writesLate(subjects, writes, abouts)
  const byExchange = new Map<string, DownstreamWrite[]>()
  for (const [index, write] of writes.entries()) {
    const { reason, owner, present, recent } = ownerOf(write, index)
    if (owner === undefined) continue
    const acts = reason === 'act' && !isLateWriter ? present : recent
    const { call, kind, before, after } = write
    const { id } = owner.exchange
    byExchange.set(id, [
      ...(byExchange.get(id) ?? []),
      { call, kind, before: kind === 'create' ? fresh : before, after, reason, acts: acts.map(actOf) },
    ])
  }
  return byExchange
}

/** Returns the id of the exchange that each write belongs to; undefined if there was no exchange before it. */
export function ownersOf(
  exchanges: readonly TimedExchange[],
  writes: readonly TimedWrite[],
): readonly (string | undefined)[] {
  const { ownerOf } = attribution(exchanges, writes)
  return writes.map((write, index) => ownerOf(write, index).owner?.exchange.id)
}

interface Owner {
  readonly reason: DownstreamWrite['reason']
  readonly owner: Subject | undefined
  /** Requests that change this user and were under way, the newest first. */
  readonly present: readonly Subject[]
  /** The requests in `present`, and those of the last seconds. */
  readonly recent: readonly Subject[]
}

interface Attribution {
  readonly subjects: readonly Subject[]
  readonly abouts: readonly ((subject: Subject) => boolean)[]
  readonly ownerOf: (write: TimedWrite, index: number) => Owner
}

function attribution(exchanges: readonly TimedExchange[], writes: readonly TimedWrite[]): Attribution {
  const subjects = subjectsOf(exchanges)
  const known = namesByRecord(writes)
  const abouts = writes.map((write) => aboutTest(write, known))
  const ownerOf = (write: TimedWrite, index: number): Owner => {
    const isAbout = abouts[index] ?? (() => false)
    const during = subjects.filter((subject) => isDuring(subject, write))
    const recent = subjects
      .filter((subject) => !subject.isRead && subject.began <= write.at && write.at <= subject.ended + LATE)
      .filter(isAbout)
      .toSorted((one, other) => other.began - one.began)
    const present = recent.filter((subject) => isDuring(subject, write))
    const reads = during.filter((subject) => subject.isRead && isAbout(subject))
    const [reason, owner] = chosen(present, reads, recent)
    return {
      reason,
      owner: owner ?? during.at(-1) ?? subjects.findLast(({ began }) => began <= write.at),
      present,
      recent,
    }
  }
  return { subjects, abouts, ownerOf }
}

function chosen(
  [present]: readonly Subject[],
  [read]: readonly Subject[],
  [recent]: readonly Subject[],
): readonly [DownstreamWrite['reason'], Subject | undefined] {
  if (present !== undefined) return ['act', present]
  if (read !== undefined) return ['read', read]
  return recent === undefined ? ['none', undefined] : ['late', recent]
}

const isDuring = ({ began, ended }: Subject, { at }: TimedWrite): boolean => began <= at && at <= ended

/**
 * Returns a function that tells whether an exchange is about the users of a write. A call that names no user may be
 * about any user.
 */
function aboutTest(
  { users }: TimedWrite,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): (subject: Subject) => boolean {
  const written = new Set(users.flatMap((name) => [name, ...(known.get(name) ?? [])]))
  return (subject) => subject.users === undefined || written.size === 0 || !subject.users.isDisjointFrom(written)
}

/** The share of the successful requests of one method that must write before the response. */
const IN_TIME = 0.3

/** The number of requests of one method, all without a write in time, that shows that the target writes late. */
const ENOUGH = 5

/** Returns whether the target responds to requests of a method before it writes. */
function writesLate(
  subjects: readonly Subject[],
  writes: readonly TimedWrite[],
  abouts: readonly ((subject: Subject) => boolean)[],
): boolean {
  // A few requests that changed nothing cause no write; then only a write outside all requests about its user shows
  // that the target writes late.
  const isOutside = writes.map(
    (write, index) =>
      !subjects.some((subject) => !subject.isRead && isDuring(subject, write) && abouts[index]?.(subject) === true),
  )
  const enough = isOutside.includes(true) ? 1 : ENOUGH
  return ['POST', 'PUT', 'PATCH', 'DELETE'].some((method) => {
    const acts = subjects.filter(
      ({ exchange: { method: own, status, path } }) =>
        own === method && status >= 200 && status < 300 && /^\/Users(?:\/|$)/.test(path),
    )
    const inTime = acts.filter((act) =>
      writes.some((write, index) => isDuring(act, write) && abouts[index]?.(act) === true),
    )
    return acts.length >= enough && inTime.length < acts.length * IN_TIME
  })
}

/**
 * Returns all names that a record has had, by its id: an administrator may rename a user of which SCIM knows only the
 * former name.
 */
function namesByRecord(writes: readonly TimedWrite[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const { users } of writes) {
    const [id] = users
    if (id !== undefined) names.set(id, new Set([...(names.get(id) ?? []), ...users]))
  }
  return names
}

const NO_USERS: ReadonlySet<string> = new Set()

function actOf({ exchange: { method, path, requestBody } }: Subject): ScimAct {
  return { method, path, body: requestBody }
}

/** Returns the users that each exchange is about. A user has every name that any exchange contained for the id. */
function subjectsOf(exchanges: readonly TimedExchange[]): Subject[] {
  const names = new Map<string, Set<string>>()
  const learn = (id: string, ...more: readonly string[]): void => {
    const known = names.get(id) ?? new Set([id])
    for (const name of more) known.add(name)
    names.set(id, known)
  }
  for (const { exchange } of exchanges) {
    const id = pathId(exchange.path)
    if (id !== undefined) learn(id, ...userNamesIn(exchange.requestBody))
    for (const user of usersIn(exchange.body)) {
      const own = idOf(user)
      if (own !== undefined) learn(own, ...userNamesIn(user))
    }
    if (exchange.method === 'POST' && /^\/Users\/?$/.test(exchange.path)) {
      const created = isJsonObject(exchange.body) ? idOf(exchange.body) : undefined
      if (created !== undefined) learn(created, ...userNamesIn(exchange.requestBody))
    }
  }
  return exchanges.map((timed): Subject => {
    const { method, path, query, requestBody, body, status } = timed.exchange
    const isRead = method === 'GET' || method === 'HEAD' || /\/\.search$/.test(path)
    const id = pathId(path)
    if (id !== undefined) return { ...timed, isRead, users: names.get(id) ?? new Set([id]) }
    if (method === 'POST' && /^\/Users\/?$/.test(path)) {
      const created = isJsonObject(body) ? idOf(body) : undefined
      const users = new Set([...userNamesIn(requestBody), ...(created === undefined ? [] : (names.get(created) ?? []))])
      return { ...timed, isRead, users: users.size === 0 ? undefined : users }
    }
    const [, quoted] = /^\s*(?:userName|id) eq "((?:[^"\\]|\\.)*)"/i.exec(query.get('filter') ?? '') ?? []
    if (isRead && quoted !== undefined) return { ...timed, isRead, users: new Set([quoted.toLowerCase()]) }
    // Discovery and groups are not about a user, and a rejected change of a group changes none; a list of users may
    // be about any user.
    const isOfUsers = /^\/(?:Users(?:\/\.search|\/)?|\.search)?$/.test(path)
    return { ...timed, isRead, users: (isRead || status >= 400) && !isOfUsers ? NO_USERS : undefined }
  })
}

function pathId(path: string): string | undefined {
  const [, encoded] = /^\/Users\/([^/]+)/.exec(path) ?? []
  if (encoded === undefined || encoded.startsWith('.')) return undefined
  return decodeUrl(encoded).toLowerCase()
}

function usersIn(body: JsonValue | undefined): JsonObject[] {
  if (!isJsonObject(body)) return []
  const { Resources } = body
  return Array.isArray(Resources) ? Resources.filter(isJsonObject) : [body]
}

const idOf = ({ id }: JsonObject): string | undefined => (typeof id === 'string' ? id.toLowerCase() : undefined)

/** Returns the userNames in a user or a PATCH. */
function userNamesIn(body: JsonValue | undefined): string[] {
  if (!isJsonObject(body)) return []
  const { userName, Operations } = body
  const own = typeof userName === 'string' ? [userName.toLowerCase()] : []
  const operations = Array.isArray(Operations) ? Operations.filter(isJsonObject) : []
  return [
    ...own,
    ...operations.flatMap(({ path, value }) =>
      typeof path === 'string' && /(?:^|:)userName$/i.test(path) && typeof value === 'string'
        ? [value.toLowerCase()]
        : isJsonObject(value)
          ? userNamesIn(value)
          : [],
    ),
  ]
}
