import { type CheckContext, defineStory, type Story } from '../../../harness/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  type JsonObject,
  type ScimResource,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { type CreatedResource, isAssigned } from '../../support/index.ts'
import { userWithAcceptedAttributes } from './subjects.ts'

/**
 * A User with values for every kind of attribute that the target declares and stores: single, complex, multi-valued,
 * and of an extension.
 */
export const selectedUser: Story<CreatedResource> = defineStory({
  id: 'selected-user',
  gather: async (context) => {
    const { given, target } = context
    const isWritable = (urn: string, path: string): boolean =>
      (target.attribute(urn, path)?.mutability ?? 'readOnly') === 'readWrite'
    const token = given.unique()
    const attributes: JsonObject = {
      displayName: `Rehearsal ${token}`,
      name: { givenName: 'Barbara', familyName: token },
      title: 'Tour Guide',
      emails: [{ value: `${token}@rehearsal.example`, type: 'work', primary: true }],
    }
    const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => isWritable(USER_SCHEMA, name)))
    const enterprise = ['department', 'costCenter'].filter((name) => isWritable(ENTERPRISE_USER_SCHEMA, name))
    const extension = {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: Object.fromEntries(enterprise.map((name) => [name, `Rehearsal ${name}`])),
    }
    return userWithAcceptedAttributes(context, enterprise.length === 0 ? kept : { ...kept, ...extension })
  },
})

/** Whether a target supports the two parameters that select attributes. */
export interface Selection {
  readonly attributes: boolean
  readonly excludedAttributes: boolean
}

/** Finds out once per run whether the parameters have an effect; if not, that is one finding. */
const selection: Story<Selection> = defineStory({
  id: 'selection',
  gather: async (context) => {
    const user = await context.once(selectedUser)
    const name = defaultAttribute(context, user)
    if (name === undefined) return { attributes: true, excludedAttributes: true }
    const without = async (query: Readonly<Record<string, string>>): Promise<boolean> => {
      const response = await context.scim.get(user, { query })
      return response.isSuccess && !isAssigned(response.resource[name])
    }
    return {
      attributes: await without({ attributes: 'userName' }),
      excludedAttributes: await without({ excludedAttributes: name }),
    }
  },
})

/** The checks that report a parameter that is ignored. */
const REPORTED_BY = {
  attributes: 'scim.select.attributes',
  excludedAttributes: 'scim.select.excluded-attributes',
} as const

/** Ends the check if the target ignores a parameter. */
export async function requireSelection(context: CheckContext, parameter: keyof Selection): Promise<void> {
  if (!(await context.once(selection))[parameter])
    context.skip(`the server ignores ${parameter}; another check reports that`, REPORTED_BY[parameter])
}

/** Returns an attribute of the User that is returned by default, other than userName. */
export function defaultAttribute({ target }: CheckContext, user: ScimResource): string | undefined {
  return ['displayName', 'title', 'emails', 'name'].find(
    (name) =>
      isAssigned(user[name]) &&
      (target.attribute(USER_SCHEMA, name)?.returned ?? 'default').toLowerCase() === 'default',
  )
}
