import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import type { JumpCloudScimSwitches } from '../mocks/jumpcloud-scim/index.ts'
import { startJumpCloudFront } from './support/start-jumpcloud-front.ts'

/**
 * Each switch of behaviour that JumpCloud's documentation leaves open, in the position that is not the default; one
 * per line. The defaults are those of the embedded stack.
 */
const OTHERS: readonly Partial<JumpCloudScimSwitches>[] = [
  { remove: 'delete' },
  { manager: 'refused' },
  { externalId: 'attribute' },
  { groups: '404' },
  { groups: '501' },
  { cursors: 'advertised' },
  { remove: 'delete', manager: 'refused', externalId: 'attribute' },
]

describe("the embedded stack with each switch of JumpCloud's SCIM server", () => {
  for (const switches of OTHERS) {
    const dialects = Object.keys(switches).length > 1 ? (['legacy', 'flagged'] as const) : (['legacy'] as const)
    for (const dialect of dialects) {
      const name = Object.entries(switches).map(([key, value]) => `${key} ${value}`)
      it(`has no finding with ${name.join(', ')} (${dialect})`, async () => {
        const { result } = await rehearse({
          target: {
            url: 'http://127.0.0.1:{port}/scim/v2',
            spawn: startJumpCloudFront([], switches),
            token: 'rehearsal',
          },
          observe: 'jumpcloud',
          // The front responds after everything is written.
          settle: 0,
          dialect,
          schema: jumpCloudSchema,
          seed: 1,
          selection: { suites: ['entra', 'jumpcloud'] },
        })
        const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
        expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
        expect(result.reason).to.equal(undefined)
        expect(result.mapping.map(({ outcome }) => outcome)).to.deep.equal(Array(15).fill('pass'))
      })
    }
  }
})
