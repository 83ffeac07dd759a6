import { expect } from 'chai'
import { describeRehearsal, type MochaRehearsalOptions } from './index.ts'

describe('describeRehearsal with a target of a variable that is not set', () => {
  for (const target of [undefined, {}, { url: undefined }, { url: '' }, { url: ' ' }])
    it(`does not run the embedded stack instead: ${JSON.stringify(target) ?? 'undefined'}`, () => {
      // The types forbid it, but a test in JavaScript has none.
      const options = { target } as unknown as MochaRehearsalOptions
      expect(() => describeRehearsal(options)).to.throw('the target of describeRehearsal has no URL; set the variable')
    })
})
