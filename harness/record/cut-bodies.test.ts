import { expect } from 'chai'
import type { Exchange } from '../../reports/index.ts'
import { createBodyCutter } from './cut-bodies.ts'

const MEBI = 1024 * 1024
const exchange = (body: string, sent?: string): Exchange => ({
  id: 'x1',
  cause: 'check',
  leg: 'scim',
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 1,
  request: {
    method: 'POST',
    url: 'http://host/Users',
    httpVersion: 'HTTP/1.1',
    headers: [],
    ...(sent === undefined ? {} : { body: sent }),
  },
  response: { status: 200, headers: [], body },
})

describe('bodies on the tape', () => {
  it('are complete up to 1 Mi characters', () => {
    const whole = exchange('a'.repeat(MEBI), 'b')
    expect(createBodyCutter()(whole)).to.equal(whole)
  })

  it('are cut above that, with their length', () => {
    const { request, response, cut } = createBodyCutter()(exchange('a'.repeat(MEBI + 1), 'b'.repeat(MEBI + 2)))
    expect([request.body?.length, response.body.length]).to.deep.equal([MEBI, MEBI])
    expect(cut).to.deep.equal({ request: MEBI + 2, response: MEBI + 1 })
  })

  it('are bounded in total, for any number of them', () => {
    const cut = createBodyCutter()
    const body = 'a'.repeat(15 * MEBI)
    let characters = 0
    for (let count = 0; count < 8000; count += 1) characters += cut(exchange(body)).response.body.length
    expect(characters).to.be.below(177 * MEBI)
    expect(cut(exchange('short')).response.body, 'none is recorded by then').to.equal('')
  })
})
