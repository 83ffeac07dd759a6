import { expect } from 'chai'
import fc from 'fast-check'
import { parseJson } from './read-json.ts'

/** Returns the place that the error names; undefined if the text was parsed. */
function placeIn(text: string): string | undefined {
  try {
    parseJson(text, (place) => new Error(place))
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

describe('JSON from a user', () => {
  it('is parsed', () => {
    expect(parseJson('{"a":[1]}', () => new Error())).to.deep.equal({ a: [1] })
  })

  it('has the place of the fault in its error', () => {
    expect(placeIn('{\n  "token": "s3cret" "x"\n}')).to.equal(': line 2 column 21')
    expect(placeIn('{"a":')).to.equal(': the JSON ends early')
    expect(placeIn('s3cret')).to.equal('')
  })

  it('is never quoted in an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(placeIn(text) ?? '').to.match(/^(?:: (?:line \d+ column \d+|position \d+|the JSON ends early))?$/)
      }),
    )
  })
})
