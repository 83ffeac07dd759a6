import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { deviationNamed } from '../mocks/scim-server/index.ts'
import { type CountedCauses, countCauses, percentile } from './support/count-causes.ts'

const FILE = join(import.meta.dirname, 'fixtures/causes.json')
const rows: readonly CountedCauses[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []
/** So many rows are counted again: the whole table takes half an hour (`npm run causes`). */
const SAMPLES = 12
const samples = rows.filter((_, index) => index % Math.max(1, Math.floor(rows.length / SAMPLES)) === 0)

describe('one defect is one finding', () => {
  const counts = rows.map(({ failing }) => failing.length)

  it('over the table of deviations: one failing cause in the middle, three at the 90th percentile', () => {
    expect(rows.length, 'rows; write them with npm run causes').to.be.at.least(100)
    expect(percentile(counts, 0.5), 'median').to.be.at.most(1)
    expect(percentile(counts, 0.9), '90th percentile').to.be.at.most(3)
    expect(Math.max(...counts), 'most').to.be.at.most(6)
  })

  it('with no fault of the harness, and hardly a deviation that no run shows', () => {
    expect(rows.flatMap(({ name, errors }) => errors.map((id) => `${name}: ${id}`))).to.deep.equal([])
    const silent = rows.filter(({ failing, warning }) => failing.length + warning.length === 0)
    expect(silent.length / rows.length, silent.map(({ name }) => name).join(', ')).to.be.at.most(0.1)
  })

  for (const { name, failing } of samples)
    it(`${name} has no more failing causes than the table says`, async () => {
      const counted = await countCauses(deviationNamed(name))
      expect(counted.errors).to.deep.equal([])
      expect(counted.failing.length, counted.failing.join(', ')).to.be.at.most(failing.length)
    })
})
