import { expect } from 'chai'
import fc from 'fast-check'
import { schedule, type Task } from './scheduler.ts'

describe('the scheduler', () => {
  it('runs every task once, at most `concurrency` at a time, and exclusive ones alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.scheduler(),
        async (kinds, concurrency, scheduler) => {
          const running = new Set<string>()
          const ran: string[] = []
          const tasks: Task<void>[] = kinds.map((exclusive, index) => ({
            id: `t${index}`,
            exclusive,
            run: async () => {
              running.add(`t${index}`)
              expect(running.size).to.be.at.most(exclusive ? 1 : concurrency)
              await scheduler.schedule(Promise.resolve())
              running.delete(`t${index}`)
            },
          }))
          await scheduler.waitFor(schedule(tasks, concurrency, new AbortController().signal, (id) => void ran.push(id)))
          expect(ran).to.have.members(tasks.map(({ id }) => id))
          expect(ran.length).to.equal(tasks.length)
        },
      ),
    )
  })

  it('starts no task after it is aborted', async () => {
    const controller = new AbortController()
    const ran: string[] = []
    const tasks = ['a', 'b', 'c'].map((id) => ({ id, exclusive: false, run: async () => controller.abort() }))
    await schedule(tasks, 1, controller.signal, (id) => void ran.push(id))
    expect(ran).to.deep.equal(['a'])
  })
})
