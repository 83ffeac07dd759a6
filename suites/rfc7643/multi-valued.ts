import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonObject, type JsonValue, type ScimResource, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { elementsOf, eventuallyReturns, isAssigned, member, read, requireWritable } from '../support/index.ts'
import { type CreatedUser, make, post, replace } from './support/users.ts'
import { equalsIgnoringCase } from './support/values.ts'

/** Returns two e-mails with the two usual types. */
function twoEmails(context: CheckContext, parts: readonly [JsonObject, JsonObject] = [{}, {}]): JsonObject[] {
  const types = context.target.attribute(USER_SCHEMA, 'emails.type')?.canonicalValues
  const [first = 'work', second = 'home'] = types ?? []
  return [
    { value: `${context.given.unique('one')}@rehearsal.example`, type: first, ...parts[0] },
    { value: `${context.given.unique('two')}@rehearsal.example`, type: second, ...parts[1] },
  ]
}

const primaryCount = (shown: ScimResource): number =>
  elementsOf(shown, 'emails').filter((element) => member(element, 'primary') === true).length

const hasEmail = (shown: ScimResource, value: JsonValue | undefined): boolean =>
  elementsOf(shown, 'emails').some((element) => equalsIgnoringCase(member(element, 'value'), value))

/**
 * Creates a User with two e-mails. Skips the check if the target stores fewer, because a server may limit their number.
 */
async function userWithTwoEmails(context: CheckContext, emails: readonly JsonObject[]): Promise<CreatedUser> {
  const made = await make(context, { emails: [...emails] })
  const shown = await read(context, made.user)
  if (!emails.every(({ value }) => hasEmail(shown, value)))
    context.skip('the server does not store two e-mails', 'scim.multi-valued.emails-are-kept')
  return made
}

/** Checks that a multi-valued attribute is an array even if it has only one element (RFC 7643 §2.4). */
export const oneIsAnArray: Check = defineCheck({
  id: 'scim.multi-valued.one-is-an-array',
  title: 'emails is an array, even with one element',
  requirements: ['rfc7643-2.4-01'],
  async run(context) {
    requireWritable(context, 'emails')
    const { user, response } = await make(context)
    const shown = [await read(context, user), ...(response.body === undefined ? [] : [response.resource])]
    for (const one of shown) {
      const emails = member(one, 'emails')
      if (isAssigned(emails)) context.expect(emails, 'emails').to.be.an('array')
    }
  },
})

/** Checks that e-mails are returned with their values and types (RFC 7643 §4.1.2). */
export const emailsAreKept: Check = defineCheck({
  id: 'scim.multi-valued.emails-are-kept',
  title: 'E-mails are returned with their values and types',
  requirements: ['rfc7643-4.1.2-02'],
  async run(context) {
    requireWritable(context, 'emails.value', 'emails.type')
    const emails = twoEmails(context)
    const { user } = await make(context, { emails })
    await eventuallyReturns(context, user, (shown) => {
      const pairs = emails.map(({ value, type }) => ({
        type,
        found: elementsOf(shown, 'emails').find((one) => equalsIgnoringCase(member(one, 'value'), value)),
      }))
      // A server may store fewer elements than it received (RFC 7644 §3.3), but at least one.
      context.expect(pairs.filter(({ found }) => found !== undefined).length, 'e-mails of the User').to.be.at.least(1)
      for (const { found, type } of pairs)
        if (found !== undefined)
          context
            .expect(member(found, 'type'), 'emails.type')
            .to.fit((shownType) => equalsIgnoringCase(shownType, type), JSON.stringify(type))
    })
  },
})

/** Checks that at most one element is primary, also after a change of the primary one (RFC 7643 §2.4). */
export const primaryMoves: Check = defineCheck({
  id: 'scim.multi-valued.one-primary',
  title: 'At most one e-mail is primary, also after another one becomes primary',
  requirements: ['rfc7643-2.4-04'],
  async run(context) {
    const { scim, expect, target } = context
    requireWritable(context, 'emails.primary')
    const emails = twoEmails(context, [{ primary: true }, { primary: false }])
    const made = await userWithTwoEmails(context, emails)
    const judge = (): Promise<void> =>
      eventuallyReturns(context, made.user, (shown) =>
        expect(primaryCount(shown), 'number of primary e-mails').to.be.at.most(1),
      )
    await judge()
    const swapped = emails.map((email, index) => ({ ...email, primary: index === 1 }))
    await scim.put(made.user, { ...made.body, id: made.user.id, emails: swapped })
    await judge()
    if (!target.capabilities.patch) return
    const third = { value: `${context.given.unique('three')}@rehearsal.example`, type: 'other', primary: true }
    await scim.patch(made.user, [{ op: 'add', path: 'emails', value: [third] }])
    await judge()
  },
})

/** Checks that two primary elements in one request are not both stored (RFC 7643 §2.4). */
export const twoPrimaries: Check = defineCheck({
  id: 'scim.multi-valued.two-primaries',
  title: 'Two primary e-mails in one request are rejected, or reduced to one',
  requirements: ['rfc7643-2.4-05', 'rfc7643-2.4-04'],
  async run(context) {
    requireWritable(context, 'emails.primary')
    const response = await post(context, { emails: twoEmails(context, [{ primary: true }, { primary: true }]) })
    if (!response.isSuccess) context.expect(response).to.be.refused()
    if (!response.isSuccess || response.body === undefined) return
    const shown = await read(context, response.resource)
    context.expect(primaryCount(shown), 'number of primary e-mails').to.be.at.most(1)
  },
})

/** Checks that a missing `primary` means false (RFC 7643 §2.4). */
export const absentPrimary: Check = defineCheck({
  id: 'scim.multi-valued.absent-primary',
  title: 'An e-mail without primary does not match the filter primary eq true',
  requirements: ['rfc7643-2.4-06'],
  dependsOn: ['filter'],
  async run(context) {
    const { scim, expect, target, note, skip } = context
    requireWritable(context, 'emails.primary')
    const { user } = await userWithTwoEmails(context, twoEmails(context))
    if (primaryCount(await read(context, user)) > 0) {
      note('the server makes an e-mail primary itself')
      return
    }
    const filter = `userName eq ${JSON.stringify(user['userName'])} and emails[primary eq true]`
    const response = await scim.query(target.endpoint('User'), filter)
    if (!response.isSuccess) skip(`the filter is rejected: ${response.describe()}`, 'scim.filter.brackets')
    expect(
      response.resources.map(({ id }) => id),
      'results of the filter primary eq true',
    ).to.not.include(user.id)
  },
})

/** Checks that one address may occur with two types (RFC 7643 §2.4). */
export const sameValueTwice: Check = defineCheck({
  id: 'scim.multi-valued.same-value-other-type',
  title: 'The same e-mail for work and home is accepted, or rejected with 4xx',
  requirements: ['rfc7643-2.4-10'],
  async run(context) {
    requireWritable(context, 'emails.type')
    const [first, second] = twoEmails(context)
    const response = await post(context, { emails: [{ ...first }, { ...second, value: first?.['value'] }] })
    if (!response.isSuccess) context.expect(response).to.be.refused()
    context.note(`the same e-mail under two types: ${response.describe()}`)
  },
})

/** Checks that an element with the same type and value is not stored twice (RFC 7643 §2.4). */
export const identicalElements: Check = defineCheck({
  id: 'scim.multi-valued.identical-elements',
  title: 'An e-mail that was sent twice is rejected, or returned once',
  requirements: ['rfc7643-2.4-11'],
  async run(context) {
    const { expect } = context
    requireWritable(context, 'emails.type')
    const [email = {}] = twoEmails(context)
    const response = await post(context, { emails: [email, { ...email }] })
    if (!response.isSuccess || response.body === undefined) return
    const pairs = elementsOf(await read(context, response.resource), 'emails').map(
      (one) => `${String(member(one, 'type'))}: ${String(member(one, 'value')).toLowerCase()}`,
    )
    expect(
      pairs.filter((pair, index) => pairs.indexOf(pair) !== index),
      'e-mails that are returned twice',
    ).to.deep.equal([])
  },
})

/**
 * Checks that the label `display` of an element does not change if the target declares it immutable (RFC 7643 §2.4).
 */
export const displayIsImmutable: Check = defineCheck({
  id: 'scim.multi-valued.display-immutable',
  title: 'display of an element does not change if it is declared immutable',
  requirements: ['rfc7643-2.4-07'],
  dependsOn: ['patch', 'patch.attribute'],
  async run(context) {
    const { scim, expect, target, inapplicable } = context
    requireWritable(context, 'emails.display')
    const definition = target.attribute(USER_SCHEMA, 'emails.display')
    if (definition?.mutability !== 'immutable') inapplicable('emails.display is not declared immutable')
    const { user } = await make(context, { emails: [{ ...twoEmails(context)[0], display: 'Before' }] })
    const before = elementsOf(await read(context, user), 'emails')[0]
    if (!isAssigned(member(before, 'display'))) inapplicable('the server does not store display')
    await scim.patch(user, [{ op: 'replace', path: 'emails[value pr].display', value: 'After' }])
    const after = elementsOf(await read(context, user), 'emails').map((element) => member(element, 'display'))
    expect(after, 'display of the e-mails').to.not.include('After')
  },
})

/** Checks e-mails and messaging addresses in forms that a target may canonicalise (RFC 7643 §4.1.2). */
export const canonicalForms: Check = defineCheck({
  id: 'scim.multi-valued.canonical-forms',
  title: 'E-mails and messaging addresses in other forms are accepted as sent, canonicalized, or rejected with 4xx',
  requirements: ['rfc7643-4.1.2-01', 'rfc7643-4.1.2-18', 'rfc7643-2.4-09'],
  async run(context) {
    const { given, target, expect, requirement, note, skip } = context
    if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
    const sent: readonly (readonly [string, string, JsonObject])[] = [
      ['rfc7643-4.1.2-01', 'emails', { value: `Joe.${given.unique()}@EXAMPLE.COM`, type: 'work' }],
      ['rfc7643-4.1.2-18', 'ims', { value: `Some ${given.unique()}`, type: 'xmpp' }],
      ['rfc7643-2.4-09', 'emails', { value: `${given.unique()}@rehearsal.example` }],
    ]
    for (const [row, name, element] of sent) {
      if (target.attribute(USER_SCHEMA, name) === undefined) continue
      const response: ScimResponse = await post(context, { [name]: [element] })
      await requirement(row, () => {
        if (!response.isSuccess) expect(response).to.be.refused()
      })
      if (response.isSuccess && response.body !== undefined)
        note(
          `${JSON.stringify(element)} is returned as ${JSON.stringify(elementsOf(response.resource, name)[0] ?? null)}`,
        )
    }
  },
})

/** Checks that null, an empty array and a missing attribute are equivalent (RFC 7643 §2.5). */
export const unassignedIsOneState: Check = defineCheck({
  id: 'scim.unassigned.one-state',
  title: 'null, an empty array and a missing attribute all mean no value',
  requirements: ['rfc7643-2.5-01'],
  async run(context) {
    const { scim, expect, target } = context
    requireWritable(context, 'nickName', 'emails')
    requireOptional(context, 'nickName', 'emails')
    const [nulls, absent] = [
      await make(context, { nickName: null, emails: [] }),
      await make(context, { nickName: undefined, emails: undefined }),
    ]
    const [withNull, without] = [await read(context, nulls.user), await read(context, absent.user)]
    for (const name of ['nickName', 'emails']) {
      // An empty string in place of null is reported by scim.create.null-and-empty.
      const value = member(withNull, name)
      const byDefault = member(without, name)
      expect(value, `${name} after a POST with null or []`).to.fit(
        () => (isAssigned(value) && value !== '') === isAssigned(byDefault),
        isAssigned(byDefault) ? 'a value, as after a POST without it' : 'no value',
      )
    }
    if (!target.capabilities.filter || isAssigned(member(without, 'nickName'))) return
    for (const { user } of [nulls, absent]) {
      const filter = `userName eq ${JSON.stringify(user['userName'])} and nickName pr`
      const response = await scim.query(target.endpoint('User'), filter)
      if (!response.isSuccess) return
      expect(
        response.resources.map(({ id }) => id),
        `results of ${filter}`,
      ).to.not.include(user.id)
    }
  },
})

/** Checks that PUT clears a value with null or an empty array (RFC 7643 §2.5). */
export const nullUnassigns: Check = defineCheck({
  id: 'scim.unassigned.null-unassigns',
  title: 'PUT with null or an empty array removes the value',
  requirements: ['rfc7643-2.5-02'],
  async run(context) {
    const { expect, given, scim } = context
    requireWritable(context, 'nickName', 'emails')
    requireOptional(context, 'nickName', 'emails')
    const nickName = given.unique('nick')
    const emails = [{ value: `${given.unique()}@rehearsal.example`, type: 'work' }]
    const made = await make(context, { nickName, emails })
    const response = await scim.put(made.user, { ...made.body, nickName: null, emails: [], id: made.user.id })
    // If every PUT is rejected, another check reports that.
    if (!response.isSuccess) await replace(context, made)
    expect(response).to.be.success()
    await eventuallyReturns(context, made.user, (shown) => {
      expect(member(shown, 'nickName') ?? null, 'nickName after a PUT with null').to.not.equal(nickName)
      expect(member(shown, 'emails'), 'emails after a PUT with []').to.not.fit(
        () => hasEmail(shown, emails[0]?.value),
        `a list with ${JSON.stringify(emails[0]?.value)}`,
      )
    })
  },
})

function requireOptional({ target, inapplicable }: CheckContext, ...paths: readonly string[]): void {
  for (const path of paths)
    if (target.attribute(USER_SCHEMA, path)?.required === true) inapplicable(`${path} is declared required`)
}
