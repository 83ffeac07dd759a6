import { awkwardPeople, type Person, sampleSources, sourcesOf, syntheticPeople } from '../../mocks/entra/index.ts'
import type { Row } from './user-rows.ts'

/** A person of the simulated tenant, with the special case that the person represents. */
export interface Subject {
  readonly case: string
  readonly person: Person
}

const ORDINARY_PEOPLE = 30
/** Sources that identify a person or decide whether they are active; a move does not change them. */
const STEADY: ReadonlySet<string> = new Set([
  'objectId',
  'IsSoftDeleted',
  'accountEnabled',
  'appRoleAssignments',
  'manager',
])
/** Matches sources whose values have a format, so that a move gives them another sample and no mark. */
const FORMED = /^(?:preferredLanguage|country|usageLocation|.*[Dd]ate.*|.*[Tt]ime.*)$/

/**
 * Creates people in several locales and the list of special cases, with a value for every source that the rows read.
 */
export function tenantPeople(rows: readonly Row[], seed: number, prefix: string): Subject[] {
  const names = sourcesIn(rows)
  const ordinary = [...syntheticPeople({ seed, count: ORDINARY_PEOPLE, prefix })]
  const subjects = [
    ...ordinary.map((person) => ({ case: 'ordinary', person })),
    ...awkwardPeople(prefix, (index) => `${prefix}-${index}`),
  ]
  return subjects.map(({ case: name, person }) => {
    const missing = names.filter((source) => !Object.hasOwn(person, source))
    return { case: name, person: { ...sampleSources(missing, person.mailNickname, 'before'), ...person } as Person }
  })
}

/**
 * Returns the person after a move: every source that the rows read has a new value, except those that matching needs.
 */
export function movedPerson(rows: readonly Row[], person: Person): Person {
  const steady = new Set([...STEADY, ...sourcesIn(rows.filter(({ matchingPriority }) => matchingPriority > 0))])
  const names = sourcesIn(rows).filter((name) => !steady.has(name))
  const samples = sampleSources(names, person.mailNickname, 'after')
  const moved = names.map((name) => [name, otherValue(name, person[name], samples[name])] as const)
  return { ...person, ...Object.fromEntries(moved) } as Person
}

/** Returns the source attributes that rows read. */
export const sourcesIn = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap(sourcesOf))]

function otherValue(name: string, before: unknown, sample: unknown): unknown {
  if (typeof before !== 'string') return before === null && /^(?:mail|employeeId)$/.test(name) ? null : sample
  if (name === 'mail' || name === 'userPrincipalName') return `new.${before}`
  if (name === 'mailNickname') return `${before}n`
  if (name === 'employeeId') return `n${before.slice(0, 200)}`
  return FORMED.test(name) ? sample : `New ${before.slice(0, 200)}`
}
