import { expect } from 'chai'
import { type OwnerSpan, ownerOf, wordsOf } from './calls-owner.ts'

const span = (id: string, began: number, request: string, ended?: number): OwnerSpan => ({
  id,
  began,
  words: wordsOf(request),
  calls: 0,
  ...(ended === undefined ? {} : { ended }),
})

describe('the exchange during which a call to JumpCloud was made', () => {
  const jane = 'http://h/scim/v2/Users?filter=userName+eq+%22jane.doe%22'
  const john = 'http://h/scim/v2/Users?filter=userName+eq+%22john.roe%22'

  it('is the one that was under way', () => {
    const spans = [span('e1', 0, jane, 10), span('e2', 20, john, 30)]
    expect(ownerOf(spans, 5, 'anything')?.id).to.equal('e1')
    expect(ownerOf(spans, 25, 'anything')?.id).to.equal('e2')
  })

  it('is, of several, the one whose values the call repeats, in any spelling', () => {
    const spans = [span('e1', 0, jane), span('e2', 1, john)]
    expect(ownerOf(spans, 5, '/api/search/systemusers {"filter":[{"username":"Jane.Doe"}]}')?.id).to.equal('e1')
    expect(ownerOf(spans, 5, '/api/search/systemusers {"filter":[{"username":"john.roe"}]}')?.id).to.equal('e2')
  })

  it('is, of several equal ones, the one with the fewest calls', () => {
    const spans = [
      { ...span('e1', 0, 'http://h/x'), calls: 1 },
      span('e2', 1, 'http://h/x'),
      span('e3', 2, 'http://h/x'),
    ]
    expect(ownerOf(spans, 5, '/api/systemusers')?.id).to.equal('e2')
  })

  it('is the last one that began, for a bridge that writes after its response; undefined before the first', () => {
    const spans = [span('e1', 0, jane, 10), span('e2', 20, john, 30)]
    expect(ownerOf(spans, 40, 'anything')?.id).to.equal('e2')
    expect(ownerOf(spans, -1, 'anything')).to.equal(undefined)
    expect(ownerOf([], 5, '%')).to.equal(undefined)
  })
})
