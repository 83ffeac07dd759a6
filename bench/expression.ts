import jsonata from 'jsonata'
import {
  compile,
  compileObjectMapping,
  jumpCloudSchema,
  type MappedAttribute,
  type SourceObject,
} from '../mocks/entra/index.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const ROUNDS = 7
const USERS = 200_000
const SWITCHES = 50_000

/**
 * Compares the default mapping of one user with the same written by hand, and Switch with the same in jsonata, side
 * by side.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [mappings, switches, rounds] = quick ? [500, 500, 1] : [USERS, SWITCHES, ROUNDS]
  const users = Array.from({ length: 500 }, (_, index) => userOf(index))
  const mapping = compileSeedMapping()
  const environment = { now: () => new Date(0), random: () => 0.5 }
  const {
    best: mapped,
    bestOfTheirs: byHand,
    ratio,
  } = await inPairs(
    rounds,
    () => perSecond(mappings, (index) => mapping.map(userAt(users, index), 'create', environment).attributes),
    () => perSecond(mappings, (index) => mapByHand(userAt(users, index))),
  )

  const ours = compile('Switch([IsSoftDeleted], , "False", "True", "True", "False")')
  const theirs = jsonata('IsSoftDeleted = "False" ? "True" : IsSoftDeleted = "True" ? "False" : null')
  const {
    best: switched,
    bestOfTheirs: jsonataSwitched,
    ratio: speedUp,
  } = await inPairs(
    rounds,
    () => perSecond(switches, (index) => ours.evaluate(userAt(users, index), environment)),
    () => perSecond(switches, (index) => theirs.evaluate(userAt(users, index))),
  )
  return [
    { name: "the seed's whole mapping of a user", value: Math.round(mapped), unit: 'users/s' },
    { name: 'the same mapping written by hand', value: Math.round(byHand), unit: 'users/s' },
    {
      name: 'mapping against hand-written',
      value: ratio,
      unit: '×',
      bound: '>= 0.2',
      holds: ratio >= 0.2,
      explained: 'mapping',
    },
    { name: 'Switch', value: Math.round(switched), unit: 'evaluations/s' },
    { name: 'the same written in jsonata', value: Math.round(jsonataSwitched), unit: 'evaluations/s' },
    { name: 'Switch against jsonata', value: speedUp, unit: '×', bound: '>= 20', holds: speedUp >= 20 },
  ]
}

function compileSeedMapping(): ReturnType<typeof compileObjectMapping> {
  const [users] = jumpCloudSchema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  if (users === undefined) throw new Error('the JumpCloud schema has no object mapping')
  return compileObjectMapping(users)
}

function userOf(index: number): SourceObject {
  return {
    mailNickname: `user${index}`,
    givenName: `Given${index}`,
    surname: `Sur${index}`,
    displayName: `Given${index} Sur${index}`,
    userPrincipalName: `user${index}@contoso.example`,
    IsSoftDeleted: index % 7 === 0 ? 'True' : 'False',
    jobTitle: 'Engineer',
    department: index % 3 === 0 ? null : 'Retail',
    employeeId: String(index),
  }
}

function userAt(users: readonly SourceObject[], index: number): SourceObject {
  return users[index % users.length] ?? {}
}

/** The code that a developer would write for these nine rows. */
function mapByHand(user: SourceObject): MappedAttribute[] {
  const attributes: MappedAttribute[] = []
  const add = (row: number, target: string, value: SourceObject[string]): void => {
    if (value !== null && value !== undefined)
      attributes.push({ row, target, value: value as string, isReference: false, flowType: 'Always' })
  }
  add(0, 'userName', user['mailNickname'])
  add(1, 'name.givenName', user['givenName'])
  add(2, 'name.familyName', user['surname'])
  add(3, 'emails[type eq "work"].value', user['userPrincipalName'])
  add(4, 'displayName', user['displayName'])
  const isSoftDeleted = user['IsSoftDeleted']
  add(5, 'active', isSoftDeleted === 'False' ? true : isSoftDeleted === 'True' ? false : null)
  add(6, 'title', user['jobTitle'])
  add(7, `${ENTERPRISE}:department`, user['department'])
  add(8, `${ENTERPRISE}:employeeNumber`, user['employeeId'])
  return attributes
}

/** Returns the rate of one round. The first rounds only warm up; the median of the ratios ignores them. */
async function perSecond(count: number, work: (index: number) => unknown): Promise<number> {
  // Results are stored for a while; otherwise the compiler would not compute them.
  const kept: unknown[] = new Array(64)
  const start = performance.now()
  for (let index = 0; index < count; index += 1) {
    const result = work(index)
    kept[index % kept.length] = result instanceof Promise ? await result : result
  }
  return (count / (performance.now() - start)) * 1000
}
