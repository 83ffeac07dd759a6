import { expect } from 'chai'
import { measureCeiling } from './ceiling.ts'

describe('the ceiling of the generator', () => {
  it('is measured against a server in another thread, which ends with the measurement', async () => {
    // The number depends on the machine and its load, so only its presence is tested.
    expect(await measureCeiling(2, 300)).to.be.above(0)
  })
})
