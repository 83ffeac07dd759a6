import { isJsonObject } from '../../mocks/protocol/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import { segmentOf } from '../scim/locate.ts'
import type { ScimResponse } from '../scim/response.ts'
import { unknownIdLike } from '../scim/unknown-id.ts'
import type { AbilityId } from './ability.ts'
import type { ProbeParts, ProbeUser } from './probe-users.ts'

/** Returns the ids in a ListResponse; undefined if the response is not a list. */
function listed({ status, body }: ScimResponse): readonly unknown[] | undefined {
  if (status !== 200 || !isJsonObject(body)) return undefined
  const resources = body['Resources'] ?? (body['totalResults'] === 0 ? [] : undefined)
  return Array.isArray(resources) ? resources.filter(isJsonObject).map(({ id }) => id) : undefined
}

/** A target that closes the connection on one filter may answer the others; the checks decide about that one. */
async function unlessClosed(answer: Promise<ScimResponse>): Promise<ScimResponse | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof TransportError && error.fault === 'reset') return undefined
    throw error
  }
}

/**
 * Records the responses to queries without matches, which change nothing and need no user; `sampleId` is an id of the
 * target.
 */
export async function probeQueries(
  { scim, facts, observations, unique, needs }: ProbeParts,
  sampleId?: string,
): Promise<void> {
  const ask = (filter: string): Promise<ScimResponse> => scim.query(facts.endpoint('User'), filter, { count: 2 })
  if (needs('filter.no-hit', 'list-response')) {
    const nobody = await ask(`userName eq ${JSON.stringify(`${unique()}nobody`)}`)
    observations.recordAnswer('filter.no-hit', listed(nobody)?.length === 0, nobody)
    observations.recordAnswer('list-response', listed(nobody) !== undefined || nobody.status === 400, nobody)
  }
  if (needs('filter.unknown-attribute')) {
    const unknown = await unlessClosed(ask(`zz${unique()} eq "x"`))
    if (unknown !== undefined)
      observations.recordAnswer(
        'filter.unknown-attribute',
        (listed(unknown)?.length ?? 0) === 0 && unknown.status < 500,
        unknown,
      )
  }
  if (needs('filter.malformed')) {
    const malformed = await unlessClosed(ask('userName zz "x"'))
    if (malformed !== undefined)
      observations.recordAnswer(
        'filter.malformed',
        (malformed.status >= 400 && malformed.status < 500) || malformed.status === 501,
        malformed,
      )
  }
  if (needs('index')) {
    const page = await scim.get(facts.endpoint('User'), { query: { count: 1, startIndex: 1 } })
    observations.recordAnswer('index', (listed(page)?.length ?? 2) <= 1, page)
  }
  if (needs('unknown-id')) {
    const unknown = sampleId === undefined ? unique() : unknownIdLike(sampleId, unique())
    const missing = await scim.get(`${facts.endpoint('User')}/${segmentOf(unknown)}`)
    observations.recordAnswer('unknown-id', missing.status === 404, missing)
  }
}

/** Finds out which filters find a user, with one request each. */
export async function probeFilters({ scim, facts, observations, needs }: ProbeParts, made: ProbeUser): Promise<void> {
  const { user, userName, sent } = made
  const ask = (filter: string): Promise<ScimResponse> => scim.query(facts.endpoint('User'), filter, { count: 2 })
  const quoted = JSON.stringify(userName)
  const finds = async (id: AbilityId, filter: string): Promise<void> => {
    if (!needs(id)) return
    const answer = await unlessClosed(ask(filter))
    if (answer === undefined) return
    observations.recordAnswer(id, listed(answer)?.includes(user.id) === true, answer)
  }
  const plain = await ask(`userName eq ${quoted}`)
  // A server that ignores filters returns all users, possibly including this one.
  const isFiltered = listed(plain)?.length === 1 && listed(plain)?.[0] === user.id
  observations.recordAnswer('filter', isFiltered, plain)
  if (!isFiltered) return
  await finds('filter.value-case', `userName eq ${quoted.toUpperCase()}`)
  await finds('filter.name-case', `USERNAME eq ${quoted}`)
  await finds('filter.operator-case', `userName EQ ${quoted}`)
  const externalId = sent['externalId'] ?? user.externalId
  if (typeof externalId === 'string' && externalId !== '')
    await finds('filter.external-id', `externalId eq ${JSON.stringify(externalId)}`)
  if (!needs('filter.operators')) return
  const operators = await Promise.all(
    [
      `userName co ${quoted}`,
      `userName sw ${quoted}`,
      `userName eq ${quoted} and userName pr`,
      `userName eq "x" or userName eq ${quoted}`,
    ].map((filter) => unlessClosed(ask(filter))),
  )
  const both = await unlessClosed(ask(`userName eq ${quoted} and userName eq "x"`))
  const [first, ...others] = operators.filter((answer) => answer !== undefined)
  const isWhole = both !== undefined && others.length === operators.length - 1
  if (first === undefined || !isWhole) return
  observations.recordAnswer(
    'filter.operators',
    [first, ...others].every((answer) => listed(answer)?.includes(user.id) === true) && listed(both)?.length === 0,
    first,
    ...others,
    both,
  )
}
