import { expect } from 'chai'
import fc from 'fast-check'
import { createOwnership } from '../scim/ownership.ts'
import type { ScimSession } from '../scim/session.ts'
import { createSweeper } from './sweeper.ts'

describe('the sweeper', () => {
  it('removes only the resources of the given causes, at most `concurrency` at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 4 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.scheduler(),
        async (counts, concurrency, scheduler) => {
          const ownership = createOwnership('http://host/scim', 'rh1')
          const pathsOf = (cause: number): string[] =>
            Array.from({ length: counts[cause] ?? 0 }, (_, index) => `/Users/${cause}-${index}`)
          for (const cause of counts.keys()) for (const path of pathsOf(cause)) ownership.own(`c${cause}`, path)
          const deleted: string[] = []
          let sent = 0
          const cleaner = {
            delete: async (path: string) => {
              sent += 1
              expect(sent).to.be.at.most(concurrency)
              await scheduler.schedule(Promise.resolve())
              sent -= 1
              deleted.push(path)
              return { isSuccess: true, status: 204, headers: {}, text: '' }
            },
          } as unknown as ScimSession
          const sweeper = createSweeper({ ownership, cleaner }, concurrency)
          const swept = [...counts.keys()].filter((cause) => cause % 2 === 0)
          for (const cause of swept) sweeper.sweep(`c${cause}`)
          await scheduler.waitFor(sweeper.finished())
          expect(deleted).to.have.members(swept.flatMap(pathsOf))
          expect(ownership.all()).to.have.members(
            [...counts.keys()].filter((one) => !swept.includes(one)).flatMap(pathsOf),
          )
        },
      ),
    )
  })

  it('reports an internal error when it has finished', async () => {
    const ownership = createOwnership('http://host/scim', 'rh1')
    ownership.own('a', '/Users/1')
    const cleaner = { delete: () => Promise.reject(new Error('internal')) } as unknown as ScimSession
    const sweeper = createSweeper({ ownership, cleaner }, 1)
    sweeper.sweep('a')
    const ended = await sweeper.finished().then(
      () => 'finished',
      (error: Error) => error.message,
    )
    expect(ended).to.equal('internal')
  })
})
