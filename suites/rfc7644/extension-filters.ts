import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import {
  type AttributeDefinition,
  ENTERPRISE_USER_SCHEMA,
  type JsonObject,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { type CreatedResource, requireDeclared, stringAt } from '../support/index.ts'
import { anyOf, expectHits } from './support/query.ts'
import { userWith } from './support/subjects.ts'

/** The maximum number of attributes of one extension to test. */
const MOST = 3

interface Extension {
  readonly urn: string
  readonly names: readonly string[]
}

/** Finds an extension of User with strings that a client may write, preferring the enterprise extension. */
function extensionOf({ target }: CheckContext): Extension | undefined {
  const fits = ({
    type,
    mutability = 'readWrite',
    multiValued,
    canonicalValues,
    returned,
  }: AttributeDefinition): boolean =>
    type === 'string' && mutability === 'readWrite' && !multiValued && !canonicalValues?.length && returned !== 'never'
  const urns = target.resourceTypes.find(({ name }) => name === 'User')?.schemaExtensions?.map(({ schema }) => schema)
  return [ENTERPRISE_USER_SCHEMA, ...(urns ?? [])]
    .map((urn) => ({ urn, names: (target.schemas.get(urn)?.attributes ?? []).filter(fits).map(({ name }) => name) }))
    .find(({ names }) => names.length > 0)
}

const inExtension = (urn: string, values: JsonObject): JsonObject => ({ schemas: [USER_SCHEMA, urn], [urn]: values })

/** Checks that a filter can name an attribute of an extension by its URN (RFC 7644 §3.10). */
export const extensionAttributes: Check = defineCheck({
  id: 'scim.filter.extension-attribute',
  title: 'A filter by an extension attribute, named with its URN, finds only the User with that value',
  requirements: ['rfc7644-3.4.2.2-32', 'rfc7644-3.10-01'],
  dependsOn: ['filter'],
  async run(context) {
    const { given, inapplicable } = context
    const extension = extensionOf(context)
    if (extension === undefined) return inapplicable('/Schemas declares no string in an extension of User')
    const { urn } = extension
    for (const name of extension.names.slice(0, MOST)) {
      const [value, other] = [given.unique(), given.unique()]
      const user = await userWith(context, inExtension(urn, { [name]: value }))
      const otherUser = await userWith(context, inExtension(urn, { [name]: other }))
      const own = [user, otherUser]
      const at = `${urn}:${name}`
      await expectHits(context, `${at} eq "${value}"`, own, [user])
      await expectHits(context, `${anyOf([otherUser])} and ${at} eq "${value}"`, own, [])
      await expectHits(context, `${anyOf([user])} and ${at} eq "${value}"`, own, [user])
    }
  },
})

/** Checks that a filter can name a sub-attribute of an attribute of an extension (RFC 7644 §3.10). */
export const managerIsSearched: Check = defineCheck({
  id: 'scim.filter.extension-sub-attribute',
  title: 'A filter by manager.value of the enterprise extension finds the Users with that manager',
  requirements: ['rfc7644-3.4.2.2-32', 'rfc7644-3.10-01'],
  dependsOn: ['filter', 'enterprise'],
  async run(context) {
    const { given } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'manager.value')
    const manager: CreatedResource = await given.user()
    const user = await given.user(inExtension(ENTERPRISE_USER_SCHEMA, { manager: { value: manager.id } }))
    const shown = (user as JsonObject)[ENTERPRISE_USER_SCHEMA]
    if (stringAt(shown, 'manager.value') !== manager.id)
      return context.skip('the server does not store the manager', 'keeps-manager')
    const own = [user, manager]
    const filter = `(${anyOf(own)}) and ${ENTERPRISE_USER_SCHEMA}:manager.value eq "${manager.id}"`
    await expectHits(context, filter, own, [user])
  },
})
