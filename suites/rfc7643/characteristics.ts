import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type CreatedResource, eventuallyReturns, isAssigned, member, read, resourceFrom } from '../support/index.ts'
import { type Declared, userAttributes, valueIn } from './support/discovery.ts'
import { bodyWith, fullUser } from './support/full-user.ts'
import { make, replace } from './support/users.ts'
import { equalsIgnoringCase } from './support/values.ts'

/**
 * Returns the declared attributes of Users that accept any string and have a characteristic. Ends the check if there is
 * none.
 */
function texts(context: CheckContext, what: string, has: (declared: Declared) => boolean): Declared[] {
  const { target, inapplicable, skip } = context
  if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
  const found = userAttributes(context).filter(
    (declared) =>
      declared.definition.type === 'string' &&
      declared.definition.multiValued !== true &&
      (declared.definition.canonicalValues ?? []).length === 0 &&
      has(declared),
  )
  if (found.length === 0) inapplicable(`no string of User is declared ${what}`)
  return found
}

/** Creates a User with one attribute; undefined if that is rejected or the value is not returned as sent. */
async function userWith(
  context: CheckContext,
  declared: Declared,
  value: JsonValue,
): Promise<
  { readonly user: CreatedResource; readonly body: JsonObject; readonly answer: JsonObject | undefined } | undefined
> {
  const { scim, given, target } = context
  const body = bodyWith(await given.userBody(), [[declared, value]])
  const response = await scim.post(target.endpoint('User'), body)
  const user = response.isSuccess ? await resourceFrom(context, response) : undefined
  return user === undefined
    ? undefined
    : { user, body, answer: response.body === undefined ? undefined : response.resource }
}

const COMMON_STRINGS = ['displayName', 'title', 'nickName', 'userType']

/** Checks that readWrite attributes can be changed and return the new value (RFC 7643 §7). */
export const readWrite: Check = defineCheck({
  id: 'scim.characteristic.read-write',
  title: 'Attributes that are declared readWrite accept and return new values',
  requirements: ['rfc7643-7-21'],
  async run(context) {
    const { given, expect, target, inapplicable, skip } = context
    if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
    const names = COMMON_STRINGS.filter(
      (name) =>
        (target.attribute(USER_SCHEMA, name)?.mutability ?? 'readOnly') === 'readWrite' && target.isStored(name),
    )
    if (names.length === 0) inapplicable(`/Schemas declares none of ${COMMON_STRINGS.join(', ')} readWrite`)
    const values = (): JsonObject => Object.fromEntries(names.map((name) => [name, `Rehearsal ${given.unique()}`]))
    const before = values()
    const made = await make(context, before)
    const kept = names.filter((name) => equalsIgnoringCase(member(made.user, name), before[name]))
    const after = values()
    await replace(context, made, after)
    await eventuallyReturns(context, made.user, (shown) => {
      const missed = kept.filter((name) => !equalsIgnoringCase(member(shown, name), after[name]))
      expect(missed, 'attributes that a PUT did not change').to.deep.equal([])
    })
  },
})

/** Checks that an immutable attribute cannot be changed after its first value (RFC 7643 §7). */
export const immutable: Check = defineCheck({
  id: 'scim.characteristic.immutable',
  title: 'An attribute that is declared immutable keeps its first value',
  requirements: ['rfc7643-7-22'],
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    const attributes = texts(context, 'immutable', ({ definition }) => definition.mutability === 'immutable')
    let judged = 0
    for (const declared of attributes) {
      const [first, second] = [given.unique('first'), given.unique('second')]
      const made = await userWith(context, declared, first)
      if (made === undefined || valueIn(await read(context, made.user), declared) !== first) continue
      judged += 1
      const judge = async (): Promise<void> =>
        eventuallyReturns(context, made.user, (shown) =>
          expect(valueIn(shown, declared), declared.path).to.equal(first),
        )
      await scim.put(made.user, { ...bodyWith(made.body, [[declared, second]]), id: made.user.id })
      await judge()
      if (!target.capabilities.patch) continue
      await scim.patch(made.user, [{ op: 'replace', path: declared.path, value: second }])
      await judge()
    }
    if (judged === 0) inapplicable('no attribute that is declared immutable could be set')
  },
})

/** Checks that a writeOnly attribute is never returned, not even on request (RFC 7643 §7). */
export const writeOnly: Check = defineCheck({
  id: 'scim.characteristic.write-only',
  title: 'An attribute that is declared writeOnly is never returned, even if the request asks for it',
  requirements: ['rfc7643-7-23'],
  async run(context) {
    const { once, expect } = context
    const secret = texts(context, 'writeOnly', ({ definition }) => definition.mutability === 'writeOnly')
    const { user } = await once(fullUser)
    for (const query of [{}, { attributes: secret.map(({ path }) => path).join(',') }]) {
      const shown = await read(context, user, query)
      for (const declared of secret) expect(valueIn(shown, declared), declared.path).to.not.fit(isAssigned, 'a value')
    }
  },
})

/**
 * Checks that an attribute with `returned: always` is in every response, even if `attributes` does not select it (RFC
 * 7643 §7).
 */
export const returnedAlways: Check = defineCheck({
  id: 'scim.characteristic.returned-always',
  title:
    'An attribute that is declared returned "always" is returned even if the attributes parameter does not name it',
  requirements: ['rfc7643-7-24'],
  async run(context) {
    const { once, expect, inapplicable } = context
    const { user, attributes } = await once(fullUser)
    const whole = await read(context, user)
    const always = attributes.filter(
      (declared) => declared.definition.returned === 'always' && isAssigned(valueIn(whole, declared)),
    )
    if (always.length === 0) inapplicable('no attribute of the User is declared returned "always"')
    const narrow = await read(context, user, { attributes: 'userName' })
    for (const declared of always) expect(valueIn(narrow, declared), declared.path).to.fit(isAssigned, 'a value')
  },
})

/** Checks that an attribute with `returned: default` is returned if the request selects nothing (RFC 7643 §7). */
export const returnedByDefault: Check = defineCheck({
  id: 'scim.characteristic.returned-by-default',
  title: 'An attribute that is declared returned "default" is in the response to a plain GET',
  requirements: ['rfc7643-7-27'],
  async run(context) {
    const { once, expect, skip } = context
    const { user, attributes } = await once(fullUser)
    const sent = attributes.filter(({ definition }) => (definition.returned ?? 'default') === 'default')
    if (sent.length === 0) skip('no User with declared attributes could be created', 'discovery.schemas')
    const plain = await read(context, user)
    const missing = sent.filter((declared) => !isAssigned(valueIn(plain, declared)))
    if (missing.length === 0) return
    // A missing attribute may not be stored. If it is returned when the request names it, it is stored.
    const named = await read(context, user, { attributes: missing.map(({ path }) => path).join(',') })
    const hidden = missing.filter((declared) => isAssigned(valueIn(named, declared))).map(({ path }) => path)
    expect(hidden, 'attributes declared returned "default" that a plain GET does not return').to.deep.equal([])
  },
})

/**
 * Checks that an attribute with `returned: request` is returned only if the request names or writes it (RFC 7643 §7).
 */
export const returnedOnRequest: Check = defineCheck({
  id: 'scim.characteristic.returned-on-request',
  title: 'An attribute that is declared returned "request" is returned only if it was requested or just written',
  requirements: ['rfc7643-7-28'],
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    const attributes = texts(
      context,
      'returned "request"',
      ({ definition }) => definition.returned === 'request' && definition.mutability !== 'readOnly',
    )
    let judged = 0
    for (const declared of attributes) {
      const made = await userWith(context, declared, given.unique('first'))
      if (made === undefined) continue
      const { path } = declared
      const named = await read(context, made.user, { attributes: path })
      if (!isAssigned(valueIn(named, declared))) continue
      judged += 1
      const expectEcho = (answer: JsonObject | undefined, method: string): void => {
        if (answer === undefined) return
        expect(valueIn(answer, declared), `${path} in the response to ${method}`).to.fit(isAssigned, 'a value')
      }
      expectEcho(made.answer, 'the POST that sent it')
      const plain = await read(context, made.user)
      expect(valueIn(plain, declared), `${path} in the response to a plain GET`).to.not.fit(isAssigned, 'a value')
      const put = await scim.put(made.user, {
        ...bodyWith(made.body, [[declared, given.unique('second')]]),
        id: made.user.id,
      })
      if (put.isSuccess && put.body !== undefined) expectEcho(put.resource, 'the PUT that sent it')
      if (!target.capabilities.patch) continue
      const patch = await scim.patch(made.user, [{ op: 'replace', path, value: given.unique('third') }])
      if (patch.isSuccess && patch.body !== undefined) expectEcho(patch.resource, 'the PATCH that sent it')
    }
    if (judged === 0) inapplicable('no attribute that is declared returned "request" could be set')
  },
})

/** Checks that the target enforces the uniqueness that it declares (RFC 7643 §7). */
export const uniqueness: Check = defineCheck({
  id: 'scim.characteristic.uniqueness',
  title: 'A second User with a value that is declared unique is rejected with 409 or 400',
  requirements: ['rfc7643-7-30', 'rfc7643-7-29'],
  async run(context) {
    const { scim, given, expect, requirement, target, inapplicable } = context
    // The uniqueness of userName is judged by the checks of creates.
    const attributes = texts(
      context,
      'unique, except userName',
      ({ definition: { name, uniqueness: kind = 'none', mutability } }) =>
        kind !== 'none' && mutability !== 'readOnly' && name.toLowerCase() !== 'username',
    )
    let judged = 0
    for (const declared of attributes) {
      const value = given.unique('taken')
      const first = await userWith(context, declared, value)
      if (first === undefined || valueIn(await read(context, first.user), declared) !== value) continue
      judged += 1
      const second = await scim.post(target.endpoint('User'), bodyWith(await given.userBody(), [[declared, value]]))
      await requirement('rfc7643-7-30', () =>
        expect(second, `a second User with the same ${declared.path}`).to.not.be.success(),
      )
      if (!second.isSuccess) await requirement('rfc7643-7-29', () => expect(second).to.have.status(400, 409))
    }
    if (judged === 0) inapplicable('no attribute that is declared unique could be set')
  },
})
