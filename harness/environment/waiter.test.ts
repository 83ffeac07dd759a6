import { AssertionError, expect } from 'chai'
import type { RunEnvironment } from './environment.ts'
import { createWaiter } from './waiter.ts'

/** Creates a clock that advances only by waits. */
function stillClock(): RunEnvironment {
  let time = 0
  return {
    now: () => new Date(time),
    monotonic: () => time,
    wait: async (milliseconds) => {
      time += milliseconds
    },
    runName: 'test',
  }
}

describe('the waiter', () => {
  it('returns the value that arrives within the limit, or the last one after it', async () => {
    const environment = stillClock()
    const { until } = createWaiter(1000, environment)
    expect(await until(environment.monotonic, (time) => time >= 500)).to.equal(500)
    expect(await until(environment.monotonic, () => false)).to.equal(1500)
  })

  it('looks once if the limit is 0', async () => {
    let looks = 0
    const { until } = createWaiter(0, stillClock())
    await until(
      () => (looks += 1),
      () => false,
    )
    expect(looks).to.equal(1)
  })

  it('throws the last violation, and anything else at once', async () => {
    const environment = stillClock()
    const { eventually } = createWaiter(100, environment)
    const violated = eventually(async () => {
      throw new AssertionError(`at ${environment.monotonic()}`)
    })
    expect((await violated.catch((error: Error) => error)).message).to.equal('at 100')
    const faulty = eventually(async () => {
      throw new TypeError('ours')
    })
    expect(await faulty.catch((error: Error) => error)).to.be.instanceOf(TypeError)
    expect(environment.monotonic()).to.equal(100)
  })

  it('waits less for a target that loses everything, but longer than its latest arrival', async () => {
    const environment = stillClock()
    const { until } = createWaiter(2000, environment)
    const lateBy = (milliseconds: number): Promise<number> => {
      const since = environment.monotonic()
      return until(
        () => environment.monotonic() - since,
        (time) => time >= milliseconds,
      )
    }
    expect(await lateBy(300)).to.equal(300)
    for (let loss = 0; loss < 6; loss += 1) expect(await lateBy(Infinity)).to.equal(2000)
    expect(await lateBy(Infinity)).to.equal(1200)
    expect(await lateBy(900)).to.equal(900)
    expect(await lateBy(Infinity)).to.equal(2000)
  })
})
