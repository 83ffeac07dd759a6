import { type CheckContext, defineStory, type Story } from '../../../harness/index.ts'
import { type AttributeDefinition, type JsonObject, USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import type { CreatedResource } from '../../support/index.ts'
import { anyOf, hitsAmong, isRejection, LARGE_COUNT, type Parameters, query } from './query.ts'
import { holds, userWithAcceptedAttributes } from './subjects.ts'

/** A writable attribute with whole numbers, if the target declares one. */
interface WholeNumber {
  /** The path by which sortBy names it. */
  readonly path: string
  readonly extension?: string
  readonly name: string
}

/** Three Users whose order differs from attribute to attribute and from the order of their creation. */
export interface ThreeUsers {
  readonly users: readonly [CreatedResource, CreatedResource, CreatedResource]
  /** The bodies with which they were created. */
  readonly sent: readonly JsonObject[]
  readonly number?: WholeNumber
  /** The filter that finds exactly the three. */
  readonly filter: string
}

/**
 * Creates the three Users once per run and fails if they cannot be found. Checks of sorting and paging share them and
 * must not change them.
 */
export const threeUsers: Story<ThreeUsers> = defineStory({
  id: 'three-users',
  ability: 'filter.or',
  gather: async (context) => {
    const { expect, eventually } = context
    const number = wholeNumber(context)
    const names = await userNames(context)
    const sent = names.map((userName, index) => ({ userName, ...attributesOf(context, index, number) }))
    const users: CreatedResource[] = []
    for (const overrides of sent) users.push(await userWithAcceptedAttributes(context, overrides))
    const filter = anyOf(users)
    await eventually(async () => {
      const response = await query(context, filter, LARGE_COUNT)
      expect(response).to.be.scimList()
      expect(hitsAmong(response, users), `results of ${filter}`).to.have.length(users.length)
    })
    const [first, second, third] = users as [CreatedResource, CreatedResource, CreatedResource]
    const common = { users: [first, second, third] as const, sent, filter }
    return number === undefined ? common : { ...common, number }
  },
})

async function userNames({ given }: CheckContext): Promise<string[]> {
  const prefix = given.unique()
  const isEmail = String((await given.userBody())['userName']).includes('@')
  return ['m', 'a', 'z'].map((ending) => `${prefix}${ending}${isEmail ? '@rehearsal.example' : ''}`)
}

function attributesOf({ given, target }: CheckContext, index: number, number: WholeNumber | undefined): JsonObject {
  const isWritable = (path: string): boolean =>
    (target.attribute(USER_SCHEMA, path)?.mutability ?? 'readOnly') === 'readWrite'
  const token = given.unique()
  const first = ['c', 'b', 'a'][index]
  const primary = ['a', 'c', 'b'][index]
  const attributes: JsonObject = {
    name: { givenName: ['Carol', 'Alice', 'Bobby'][index] ?? '', familyName: 'Rehearsal' },
    displayName: ['Brown', 'Clark', 'Adams'][index] ?? '',
    nickName: ['b', 'A', 'C'][index] ?? '',
    emails: [
      { value: `${first}${token}@rehearsal.example`, type: 'work' },
      { value: `${primary}${token}@rehearsal.example`, type: 'home', primary: true },
    ],
    ...(index === 1 ? {} : { title: ['Analyst', '', 'Builder'][index] ?? '' }),
  }
  const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => isWritable(name)))
  if (number === undefined) return kept
  const whole = [10, 9, 100][index] ?? 0
  if (number.extension === undefined) return { ...kept, [number.name]: whole }
  return { ...kept, schemas: [USER_SCHEMA, number.extension], [number.extension]: { [number.name]: whole } }
}

function wholeNumber({ target }: CheckContext): WholeNumber | undefined {
  const type = target.resourceTypes.find(({ name }) => name === 'User')
  const fits = ({ type: kind, mutability, multiValued }: AttributeDefinition): boolean =>
    kind === 'integer' && mutability === 'readWrite' && multiValued === false
  const own = target.schemas.get(USER_SCHEMA)?.attributes.find(fits)
  if (own !== undefined) return { path: own.name, name: own.name }
  for (const { schema } of type?.schemaExtensions ?? []) {
    const found = target.schemas.get(schema)?.attributes.find(fits)
    if (found !== undefined) return { path: `${schema}:${found.name}`, name: found.name, extension: schema }
  }
  return undefined
}

/** Ends the check if the target does not store an attribute of the three Users as sent. */
export function requireStored({ skip, inapplicable }: CheckContext, { users, sent }: ThreeUsers, name: string): void {
  if (sent.every((overrides) => overrides[name] === undefined))
    inapplicable(`/Schemas does not declare ${name} as writable`)
  for (const [index, user] of users.entries()) {
    const value = sent[index]?.[name]
    if (value !== undefined && !holds(user[name], value))
      skip(`the server does not store ${name} as sent`, `keeps-${name}`)
  }
}

/**
 * Returns the names of the three Users in the order of a response; undefined, with a remark, if the query is rejected,
 * because a server may not support the attribute (RFC 7644 §3.12).
 */
export async function inOrder(
  context: CheckContext,
  three: ThreeUsers,
  parameters: Parameters,
): Promise<string[] | undefined> {
  const response = await query(context, three.filter, { ...LARGE_COUNT, ...parameters })
  if (isRejection(response)) {
    context.warn(`the server rejects sortBy: ${response.describe()}`)
    return undefined
  }
  context.expect(response).to.be.scimList()
  return hitsAmong(response, three.users)
}

/** Returns the names of Users by their positions in the story. */
export function namesOf({ users }: ThreeUsers, ...places: readonly (0 | 1 | 2)[]): string[] {
  return places.map((place) => String(users[place]['userName']))
}
