import { expect } from 'chai'
import { mochaInterface } from './mocha-interface.ts'

const functions = (...names: string[]) => Object.fromEntries(names.map((name) => [name, () => name]))

describe('the interface of mocha', () => {
  it('is that of bdd, or of tdd', () => {
    const roles = ['describe', 'it', 'before', 'after']
    for (const names of [roles, ['suite', 'test', 'suiteSetup', 'suiteTeardown']]) {
      const globals = functions(...names)
      const found = Object.entries(mochaInterface(globals))
      expect(found).to.deep.equal(roles.map((role, place) => [role, globals[names[place] ?? '']]))
    }
  })

  it('says what to do if mocha does not run the file', () => {
    // The last one is the interface of other test runners.
    for (const globals of [{}, { describe: 'text' }, functions('describe', 'it', 'beforeAll', 'afterAll')])
      expect(() => mochaInterface(globals)).to.throw('npm install --save-dev mocha')
  })
})
