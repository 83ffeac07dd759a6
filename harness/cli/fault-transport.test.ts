import { expect } from 'chai'
import { TransportError } from '../../mocks/transport/index.ts'
import { readFaults, withFaults } from './fault-transport.ts'
import { UsageError } from './usage-error.ts'

/** Sends requests under rules; returns their outcomes and the number that reached the target. */
async function outcomesOf(
  rules: readonly string[],
  count = 1,
  seed = 1,
): Promise<{ outcomes: string[]; seen: number; met: number }> {
  let seen = 0
  const counted = { met: 0, all: 0 }
  const send = withFaults(
    async () => {
      seen += 1
      return { status: 200, headers: {}, body: '' }
    },
    readFaults(rules),
    seed,
    counted,
  )
  const outcomes: string[] = []
  for (let index = 0; index < count; index += 1) {
    const outcome = await send({
      method: index % 2 === 0 ? 'GET' : 'PATCH',
      url: 'http://host/scim/Users/1',
      headers: {},
    }).catch((error: unknown) => error)
    outcomes.push(outcome instanceof TransportError ? outcome.fault : String(Object(outcome)['status']))
  }
  return { outcomes, seen, met: counted.met }
}

describe('injected faults', () => {
  it('replace the response, lose the request, or lose the response', async () => {
    expect(await outcomesOf(['503'])).to.deep.equal({ outcomes: ['503'], seen: 0, met: 1 })
    expect(await outcomesOf(['reset'])).to.deep.equal({ outcomes: ['reset'], seen: 0, met: 1 })
    expect(await outcomesOf(['lost-answer'])).to.deep.equal({ outcomes: ['reset'], seen: 1, met: 1 })
    expect(await outcomesOf([])).to.deep.equal({ outcomes: ['200'], seen: 1, met: 0 })
  })

  it('affect only the requests that a rule names', async () => {
    expect((await outcomesOf(['PATCH /scim/*=429'], 4)).outcomes).to.deep.equal(['200', '429', '200', '429'])
  })

  it('affect the same requests for the same seed', async () => {
    const once = await outcomesOf(['503@0.5'], 40, 7)
    expect(await outcomesOf(['503@0.5'], 40, 7)).to.deep.equal(once)
    expect(once.met).to.be.within(5, 35)
  })

  it('are rejected if they are malformed', () => {
    expect(() => readFaults(['teapot'])).to.throw(UsageError, /--fault/)
  })
})
