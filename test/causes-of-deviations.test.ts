import { expect } from 'chai'
import { deviations } from '../mocks/scim-server/index.ts'
import { countCauses, percentile } from './support/count-causes.ts'

/** Every 60th deviation is counted: the whole table takes an hour (`npm run causes`). */
const EVERY = 60

describe('one defect is one finding', () => {
  it('in a sample of the deviations, the median is one failing cause, the 90th percentile three', async () => {
    const counted = []
    for (const deviation of deviations.filter((_, index) => index % EVERY === 0))
      counted.push(await countCauses(deviation))
    expect(counted.length).to.be.at.least(10)
    const counts = counted.map(({ failing }) => failing.length)
    const table = counted.map(({ name, failing }) => `${name}: ${failing.join(', ')}`).join('\n')
    expect(percentile(counts, 0.5), `median\n${table}`).to.be.at.most(1)
    expect(percentile(counts, 0.9), `90th percentile\n${table}`).to.be.at.most(3)
    expect(
      counted.flatMap(({ errors }) => errors),
      'faults of the harness',
    ).to.deep.equal([])
  }).timeout(300_000)
})
