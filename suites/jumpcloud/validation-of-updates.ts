import { type Check, declarationOf, defineCheck, segmentOf } from '../../harness/index.ts'
import { rowOf, TABLE } from './table.ts'
import { arrivedUser, portalOf } from './users.ts'

const LONG = 1025

/** Values that a PATCH must not store, by the target attribute; one per line. */
const INVALID: readonly (readonly [target: string, label: string, value: string])[] = [
  ['userName', 'an empty string', ''],
  ['userName', 'an e-mail address', 'jane@contoso.example'],
  ['userName', 'with a space', 'jane doe'],
  ['userName', `${LONG} characters`, 'u'.repeat(LONG)],
  ['emails[type eq "work"].value', 'not an e-mail address', 'jane'],
  ['emails[type eq "work"].value', 'an empty string', ''],
  ...TABLE.flatMap(({ target, limit }): (readonly [string, string, string])[] =>
    limit === undefined || /^(?:userName|emails|locale)/.test(target)
      ? []
      : [[target, `${limit + 1} characters`, 'x'.repeat(limit + 1)]],
  ),
]

/** Checks that the validation rules also apply to changes. */
export const updatesAreValidated: Check = defineCheck({
  id: 'jumpcloud.validation.update',
  title: 'A PATCH to a value that violates a rule is rejected, and the old value stays',
  requirements: ['jumpcloud.validation.update'],
  async run(context) {
    portalOf(context)
    const { expect, jumpcloud, requirement, scim, target: facts } = context
    const user = await arrivedUser(context)
    const change = async (target: string, label: string, value: string, isValid: boolean): Promise<void> => {
      const property = rowOf(target)?.property ?? ''
      const path = `/Users/${segmentOf(user.id)}`
      const response = await scim.patch(path, [{ op: 'replace', path: target, value }])
      const wanted = isValid ? value : (user.stored[property] ?? '')
      const stored = await jumpcloud.systemUser(user, (now) => now[property] === wanted)
      const isRight = response.isSuccess === isValid && stored?.[property] === wanted
      context.report.validation({
        rule: 'update',
        field: property,
        input: label,
        expected: isValid ? 'accepted' : 'refused',
        actual: `${response.isSuccess ? 'accepted' : 'rejected'} (${response.status})`,
        reachedJumpCloud: stored?.[property] === value,
        outcome: isRight ? 'pass' : 'fail',
        evidence: [response.exchange],
      })
      const what = `${property} with ${label}`
      await requirement('jumpcloud.validation.update', () => {
        expect(response, `the PATCH of ${what}`).to.be.answered(isValid ? [200, 299] : [300, 499])
        expect(stored?.[property], `${property} in JumpCloud after the PATCH of ${what}`).to.equal(wanted)
      })
    }
    for (const [target, label, value] of INVALID)
      if (facts.declares(...declarationOf(target))) await change(target, label, value, false)
    await change('displayName', `${LONG - 1} characters`, 'd'.repeat(LONG - 1), true)
  },
})
