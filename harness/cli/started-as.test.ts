import { expect } from 'chai'
import { startedAs } from './started-as.ts'

const BIN = 'node_modules/scim-rehearsal/dist/harness/cli/bin.js'

/** The way in which the program was started, and the beginning of the rerun; one per line. */
const STARTS = [
  ['from npx’s own folder', `/home/a/.npm/_npx/1f/${BIN}`, '/home/a', {}, 'npx scim-rehearsal'],
  ['by npx', `/anywhere/${BIN}`, '/project', { npm_lifecycle_event: 'npx' }, 'npx scim-rehearsal'],
  ['as a dependency', `/project/${BIN}`, '/project', {}, 'npx scim-rehearsal'],
  ['as a dependency, from a folder below', `/project/${BIN}`, '/project/packages/one', {}, 'npx scim-rehearsal'],
  ['as a dependency of a project nearby', `/project/${BIN}`, '/project-two', {}, 'scim-rehearsal'],
  ['installed globally', `/usr/local/lib/${BIN}`, '/project', {}, 'scim-rehearsal'],
  ['from a checkout', '/checkout/harness/cli/bin.ts', '/checkout', {}, 'npm run --silent scim-rehearsal --'],
  ['from a checkout elsewhere', '/checkout/harness/cli/bin.ts', '/project', {}, 'node ../checkout/harness/cli/bin.ts'],
  ['built in a checkout', '/checkout/dist/harness/cli/bin.js', '/checkout', {}, 'node dist/harness/cli/bin.js'],
  ['in a folder with a blank', '/a b/harness/cli/bin.ts', '/', {}, "node 'a b/harness/cli/bin.ts'"],
] as const

describe('a rerun starts the program in the same way', () => {
  for (const [name, script, folder, environment, expected] of STARTS)
    it(name, () => {
      expect(startedAs({ script, folder, environment })).to.equal(expected)
    })
})
