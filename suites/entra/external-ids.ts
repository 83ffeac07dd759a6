import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { becomesTrue, isSuccess } from '../support/index.ts'
import { needExternalId } from './attributes.ts'
import { shownAt } from './wire.ts'

/**
 * Forms of the values that tenants map to externalId, one per line: nicknames, sign-in names, numbers of other systems.
 * `x` is replaced by a unique token.
 */
const FORMS: readonly string[] = [
  'x.jane.doe',
  'DOMAIN/x/7',
  'x@contoso.example',
  'x+1',
  "o'x",
  'x#EXT#',
  'x & y',
  'x%2Fy',
  'x=y~z',
  '007x',
  'X-Ab-Cd',
  'x-é-ß-Ł',
  'x-王小明',
]

/** Puts the token into a form, in the letter case of its placeholder. */
const withToken = (form: string, token: string): string => form.replace('x', token).replace('X', token.toUpperCase())

/** The problem with one form. */
interface Fault {
  readonly stored?: string
  readonly found?: string
}

/** Describes the problem with one form; undefined if the value is stored and found. */
async function faultOf(context: CheckContext, value: string): Promise<Fault> {
  const { entra, given } = context
  const created = await entra.client.create('/Users', await given.userBody({ externalId: value }))
  if (!isSuccess(created) || !isJsonObject(created.body))
    return { stored: `${JSON.stringify(value)} is rejected: ${answerOf(created)}` }
  const id = String(created.body['id'])
  let fault: Fault = {}
  await becomesTrue(context, async () => {
    fault = await findByExternalId(context, id, value)
    return fault.stored === undefined && fault.found === undefined
  })
  return fault
}

/** Queries and reads a user by its externalId. */
async function findByExternalId(context: CheckContext, id: string, value: string): Promise<Fault> {
  const { entra } = context
  const query = await entra.client.query('/Users', 'externalId', value)
  const listed = resourcesOf(query)?.find((user) => user['id'] === id)
  // A user who is listed with the value need not also be read.
  if (query.status === 200 && listed?.['externalId'] === value) return {}
  const shown = await shownAt(context, id, 'externalId')
  if (shown !== value)
    return { stored: `${JSON.stringify(value)} is returned as ${JSON.stringify(shown) ?? 'no value'}` }
  const isFound = query.status === 200 && query.text.includes(id)
  return isFound ? {} : { found: `${JSON.stringify(value)}: ${answerOf(query)}` }
}

/** Checks that any string is accepted as externalId, which the client defines (RFC 7643 §3.1). */
export const externalIdForms: Check = defineCheck({
  id: 'entra.create.external-id-forms',
  title: 'externalId is stored and found with dots, slashes, other punctuation and letters of any script',
  requirements: ['entra.create.external-id-unchanged', 'entra.match.by-external-id'],
  async run(context) {
    const { expect, given, requirement } = context
    await needExternalId(context)
    const faults = await Promise.all(FORMS.map((form) => faultOf(context, withToken(form, given.unique()))))
    await requirement('entra.create.external-id-unchanged', () =>
      expect(
        faults.flatMap(({ stored }) => stored ?? []),
        'values of externalId that are not stored unchanged',
      ).to.deep.equal([]),
    )
    await requirement('entra.match.by-external-id', () =>
      expect(
        faults.flatMap(({ found }) => found ?? []),
        'queries by externalId that do not find the user',
      ).to.deep.equal([]),
    )
  },
})
