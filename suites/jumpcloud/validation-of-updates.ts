import { type Check, defineCheck } from '../../harness/index.ts'
import { TABLE } from './table.ts'
import { arrived, expectStored, portalOf } from './users.ts'

const LONG = 1025

/** Values that a PATCH may not bring in, by the target attribute; one a line. */
const INVALID: readonly (readonly [target: string, shows: string, value: string])[] = [
  ['userName', 'an empty text', ''],
  ['userName', 'an e-mail address', 'jane@contoso.example'],
  ['userName', 'with a blank', 'jane doe'],
  ['userName', `${LONG} characters`, 'u'.repeat(LONG)],
  ['emails[type eq "work"].value', 'no e-mail address', 'jane'],
  ['emails[type eq "work"].value', 'an empty text', ''],
  ...TABLE.flatMap(({ target, limit }): (readonly [string, string, string])[] =>
    limit === undefined || /^(?:userName|emails|locale)/.test(target)
      ? []
      : [[target, `${limit + 1} characters`, 'x'.repeat(limit + 1)]],
  ),
]

/** The rules hold for changes as well. */
export const updatesAreValidated: Check = defineCheck({
  id: 'jumpcloud.validation.update',
  title: 'A PATCH to a value that breaks a rule is refused, and the old value stays',
  requirements: ['jumpcloud.validation.update'],
  async run(context) {
    portalOf(context)
    const { expect, requirement, scim } = context
    const user = await arrived(context)
    for (const [target, shows, value] of INVALID) {
      const property = TABLE.find((row) => row.target === target)?.property ?? ''
      const path = `/Users/${encodeURIComponent(user.id)}`
      const response = await scim.patch(path, [{ op: 'replace', path: target, value }])
      // An attribute that is not kept at all may be passed over.
      const isKept = response.isSuccess && property in user.stored
      const what = `${property}, ${shows}: ${response.describe()}`
      context.report.validation({
        rule: 'update',
        field: property,
        input: shows,
        expected: 'refused',
        actual: `${response.isSuccess ? 'accepted' : 'refused'} (${response.status})`,
        reachedJumpCloud: false,
        outcome: isKept ? 'fail' : 'pass',
      })
      await requirement('jumpcloud.validation.update', async () => {
        expect(isKept, what).to.equal(false)
        expect(response.status, what).to.be.below(500)
        await expectStored(context, user, { [property]: user.stored[property] ?? '' }, `after ${what}`)
      })
    }
    const valid = await scim.patch(`/Users/${encodeURIComponent(user.id)}`, [
      { op: 'replace', path: 'displayName', value: 'd'.repeat(LONG - 1) },
    ])
    context.report.validation({
      rule: 'update',
      field: 'displayname',
      input: `${LONG - 1} characters`,
      expected: 'accepted',
      actual: `${valid.isSuccess ? 'accepted' : 'refused'} (${valid.status})`,
      reachedJumpCloud: valid.isSuccess,
      outcome: valid.isSuccess ? 'pass' : 'fail',
    })
    expect(valid.isSuccess, `displayname of ${LONG - 1} characters: ${valid.describe()}`).to.equal(true)
  },
})
