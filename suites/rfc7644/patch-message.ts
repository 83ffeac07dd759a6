import { type Check, defineCheck } from '../../harness/index.ts'
import { type JsonObject, type JsonValue, SEARCH_REQUEST_MESSAGE } from '../../mocks/protocol/index.ts'
import { eventuallyReturns, read } from '../support/index.ts'
import { patchOf, plainString, sendInvalid } from './support/changes.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

interface InvalidRow {
  readonly id: string
  readonly title: string
  readonly row: string
  /** `lenient` if the rule applies to the client, so that a server may accept the message. */
  readonly ifAccepted: 'breach' | 'lenient'
  /** Returns bodies that break this rule and no other; `operation` is a valid operation. */
  readonly bodies: (operation: JsonObject) => readonly JsonValue[]
}

const INVALID: readonly InvalidRow[] = [
  {
    id: 'operations',
    title: 'A PATCH without an array of operations is rejected',
    row: 'rfc7644-3.5.2-03',
    ifAccepted: 'lenient',
    bodies: () => [{ ...patchOf(), Operations: undefined }, { ...patchOf(), Operations: {} }, patchOf()],
  },
  {
    id: 'op-missing',
    title: 'An operation without op is rejected, and changes nothing',
    row: 'rfc7644-3.5.2-04',
    ifAccepted: 'breach',
    bodies: ({ op: _op, ...rest }) => [patchOf(rest)],
  },
  {
    id: 'op-unknown',
    title: 'An op other than add, remove and replace is rejected, and changes nothing',
    row: 'rfc7644-3.5.2-05',
    ifAccepted: 'breach',
    bodies: (operation) => ['move', 'copy', 'test', 'zz'].map((op) => patchOf({ ...operation, op })),
  },
  {
    id: 'replace-without-value',
    title: 'A replace without a value is rejected',
    row: 'rfc7644-3.12-23',
    ifAccepted: 'lenient',
    bodies: ({ value: _value, ...rest }) => [patchOf(rest)],
  },
]

/** Checks each invalid message. */
export const invalidMessages: readonly Check[] = INVALID.map(({ id, title, row, ifAccepted, bodies }) =>
  defineCheck({
    id: `scim.patch.${id}`,
    title,
    requirements: [row],
    dependsOn,
    async run(context) {
      const path = plainString(context)
      const user = await read(context, await context.given.user({ [path]: 'Before' }))
      for (const body of bodies({ op: 'replace', path, value: 'After' }))
        await sendInvalid(context, user, body, ifAccepted)
    },
  }),
)

/**
 * Checks a PATCH without the PatchOp schema. The rule applies to the client, so a server may be lenient (RFC 7644
 * §3.5.2).
 */
export const schemasAreNamed: Check = defineCheck({
  id: 'scim.patch.schemas',
  title: 'A PATCH without PatchOp in schemas is rejected',
  requirements: ['rfc7644-3.5.2-02'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, warn } = context
    const [path, user] = [plainString(context), await given.user()]
    const { Operations } = patchOf({ op: 'replace', path, value: 'After' })
    for (const schemas of [undefined, [SEARCH_REQUEST_MESSAGE]]) {
      const response = await scim.patch(user, { ...(schemas === undefined ? {} : { schemas }), Operations })
      if (response.isSuccess)
        warn(`a PATCH with schemas ${JSON.stringify(schemas ?? null)} is accepted: ${response.describe()}`)
      else expect(response).to.be.refused()
    }
  },
})

/**
 * Checks `Replace` with a capital letter, which Entra's legacy dialect sends; the RFC does not define the letter case
 * of op.
 */
export const opInCapitals: Check = defineCheck({
  id: 'scim.patch.op-any-case',
  title: 'The op "Replace" is applied or rejected',
  requirements: ['rfc7644-3.5.2-06'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, note } = context
    const [path, user] = [plainString(context), await given.user()]
    const response = await scim.patch(user, [{ op: 'Replace', path, value: 'After' }])
    note(`an op in capitals: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    else await eventuallyReturns(context, user, (shown) => expect(shown[path], path).to.equal('After'))
  },
})
