import { type Check, defineCheck } from '../../harness/index.ts'
import { eventuallyReturns, read } from '../support/index.ts'
import { immutableString, valueIn, withValue } from './support/immutable.ts'
import { makeUser, put, replaced } from './support/replacing.ts'

/** Checks that PUT cannot change an immutable attribute that has a value (RFC 7644 §3.5.1). */
export const immutableStays: Check = defineCheck({
  id: 'scim.put.immutable',
  title: 'PUT with another value for an immutable attribute returns 400 mutability, and the first value stays',
  requirements: ['rfc7644-3.5.1-05', 'rfc7644-3.5.1-06'],
  async run(context) {
    const { given, expect, requirement, skip } = context
    const attribute = immutableString(context)
    const first = given.unique('first')
    const { user, body } = await makeUser(context, withValue({}, attribute, first))
    if (valueIn(await read(context, user), attribute) !== first)
      skip(`the server does not store ${attribute.path} as sent`, `keeps-${attribute.path}`)
    const response = await put(context, user, withValue({ ...body, id: user.id }, attribute, given.unique('second')))
    await requirement('rfc7644-3.5.1-05', async () =>
      expect(
        valueIn(await read(context, user), attribute),
        `${attribute.path} after a PUT with another value`,
      ).to.equal(first),
    )
    await requirement('rfc7644-3.5.1-06', () => expect(response).to.be.scimError(400, 'mutability'))
  },
})

/** Checks that PUT can set an immutable attribute that has no value (RFC 7644 §3.5.1). */
export const immutableIsSet: Check = defineCheck({
  id: 'scim.put.immutable-unset',
  title: 'PUT sets the first value of an immutable attribute',
  requirements: ['rfc7644-3.5.1-07'],
  async run(context) {
    const { given, expect, skip } = context
    const attribute = immutableString(context)
    const { user, body } = await makeUser(context)
    if (valueIn(await read(context, user), attribute) !== undefined)
      skip(`${attribute.path} already has a value after the POST`, 'immutable-preset')
    const value = given.unique('first')
    await replaced(context, user, withValue({ ...body, id: user.id }, attribute, value))
    await eventuallyReturns(context, user, (shown) => expect(valueIn(shown, attribute), attribute.path).to.equal(value))
  },
})
