import { expect } from 'chai'
import fc from 'fast-check'
import { eachConcurrently } from './each-concurrently.ts'

describe('working on several items at once', () => {
  it('works on each item once, in order, and on no more than allowed at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.nat(8), fc.array(fc.nat(3)), async (count, concurrency, pauses) => {
        const items = Array.from({ length: count }, (_, index) => index)
        const begun: number[] = []
        let open = 0
        let most = 0
        await eachConcurrently(items, concurrency, async (item) => {
          begun.push(item)
          open += 1
          most = Math.max(most, open)
          for (let turn = pauses[item] ?? 0; turn >= 0; turn -= 1) await Promise.resolve()
          open -= 1
        })
        expect(begun).to.deep.equal(items)
        expect(most).to.equal(Math.min(count, Math.max(1, concurrency)))
      }),
    )
  })

  it('starts no item after an error, and throws the first error when the others have ended', async () => {
    const ended: number[] = []
    const other = Promise.withResolvers<void>()
    const running = eachConcurrently([1, 2, 3, 4], 2, async (item) => {
      if (item === 2) throw new Error('two')
      await other.promise
      ended.push(item)
    })
    setImmediate(other.resolve)
    const [outcome] = await Promise.allSettled([running])
    expect(outcome).to.have.property('reason').with.property('message', 'two')
    expect(ended).to.deep.equal([1])
  })
})
