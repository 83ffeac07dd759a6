import { expect } from 'chai'
import fc from 'fast-check'
import { RANK_BLOCK, Ranks } from './ranks.ts'

const idOf = (number: number): string => number.toString(16).padStart(24, '0')

describe('the ranks of ids', () => {
  it('find the n-th id of the sorted list after any additions and removals', () => {
    const start = fc.integer({ min: 0, max: 3 * RANK_BLOCK })
    const change = fc.record({ isNew: fc.boolean(), number: fc.integer({ min: 0, max: 20_000 }) })
    fc.assert(
      fc.property(start, fc.array(change, { maxLength: 60 }), (count, changes) => {
        const ids = Array.from({ length: count }, (_, index) => idOf(index * 3))
        const ranks = new Ranks(
          ids.filter((_, index) => index % RANK_BLOCK === 0),
          count,
          ids.at(-1) ?? '',
        )
        for (const { isNew, number } of changes) {
          const id = idOf(number)
          const place = ids.findIndex((one) => one >= id)
          const isThere = ids[place] === id
          if (isNew && !isThere) {
            ids.splice(place < 0 ? ids.length : place, 0, id)
            ranks.add(id)
          } else if (!isNew && isThere) {
            ids.splice(place, 1)
            ranks.remove(id)
          }
        }
        for (const skip of [0, 1, RANK_BLOCK - 1, RANK_BLOCK, ids.length >> 1, ids.length - 1]) {
          if (skip < 0 || skip >= ids.length) continue
          const { from, offset } = ranks.seek(skip)
          expect(ids.filter((id) => id >= from)[offset], `${skip} of ${ids.length}`).to.equal(ids[skip])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('never count many ids if ids only grow', () => {
    const ranks = new Ranks([], 0, '')
    for (let number = 0; number < 10 * RANK_BLOCK; number += 1) ranks.add(idOf(number))
    for (let skip = 0; skip < 10 * RANK_BLOCK; skip += 997) expect(ranks.seek(skip).offset).to.be.lessThan(RANK_BLOCK)
  })
})
