import { expect } from 'chai'
import { runDefaults } from './run-defaults.ts'

const SUITES = ['entra', 'jumpcloud', 'rfc7643', 'rfc7644', 'gallery', 'validator']
const OWN = ['entra', 'rfc7643', 'rfc7644']
const target = 'https://host/scim'

/** The given options, and the resulting mapping and suites; one per line. */
const ROWS = [
  ['the embedded stack', {}, 'jumpcloud', []],
  ['a target of the user', { target }, 'default', OWN],
  ['a bridge', { target, observe: 'jumpcloud' }, 'jumpcloud', []],
  ['a target whose values are read back', { target, observe: 'scim' }, 'default', OWN],
  ['the JumpCloud suite on request', { target, suite: ['jumpcloud'] }, 'jumpcloud', ['jumpcloud']],
  ['the JumpCloud mapping on request', { target, schema: 'jumpcloud' }, 'jumpcloud', []],
  ['a schema of one’s own', { target, schema: 'schema.json' }, 'schema.json', OWN],
  ['Entra’s mapping for the embedded stack', { schema: 'default' }, 'default', []],
  ['another suite', { target, suite: ['gallery'] }, 'default', ['gallery']],
  ['checks of any suite', { target, check: ['jumpcloud.*'] }, 'default', []],
  ['a suite and checks of it', { target, suite: ['entra'], check: ['*.active'] }, 'default', ['entra']],
] as const

describe('the defaults of run', () => {
  for (const [name, chosen, schema, suites] of ROWS)
    it(`for ${name}`, () => {
      expect(runDefaults({ suite: [], check: [], ...chosen }, SUITES)).to.deep.equal({ schema, suites })
    })
})
