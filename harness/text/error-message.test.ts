import { expect } from 'chai'
import fc from 'fast-check'
import { errorMessage } from './error-message.ts'

describe('the message of an error body', () => {
  for (const [what, body, message] of [
    ['detail of a SCIM Error', { status: '400', detail: 'userName is required' }, 'userName is required'],
    ['an object in detail', { detail: { error: 'VALIDATION', message: 'Unknown field' } }, 'Unknown field'],
    [
      'the first of several problems',
      { detail: [{ loc: ['body'], msg: 'Field required' }, { msg: 'b' }] },
      'Field required',
    ],
    ['message beside a code', { error: 'Not Found', message: 'no such user' }, 'no such user'],
    ['an object in error', { error: { code: 404, message: 'no such user' } }, 'no such user'],
    ['error alone', { error: 'invalid_token' }, 'invalid_token'],
    ['error_description', { error: 'invalid_token', error_description: 'it expired' }, 'it expired'],
    ['an error of SCIM 1.1', { Errors: [{ code: '404', description: 'not found' }] }, 'not found'],
    ['title of a problem document', { type: 'about:blank', title: 'Bad Request', status: 400 }, 'Bad Request'],
  ] as const)
    it(`is ${what}`, () => {
      expect(errorMessage(body)).to.equal(message)
    })

  it('is undefined if there is none', () => {
    for (const body of [undefined, null, 400, {}, [], '', { detail: '  ' }, { detail: 7 }, { errors: [] }])
      expect(errorMessage(body)).to.equal(undefined)
  })

  it('is a string with more than blanks, or undefined, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('detail', 'message', 'error', 'errors'), (value, name) => {
        for (const body of [value, { [name]: value }]) {
          const message = errorMessage(body)
          if (message !== undefined) expect(message.trim()).to.not.equal('')
        }
      }),
    )
  })
})
