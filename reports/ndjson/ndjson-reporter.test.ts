import { expect } from 'chai'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { ndjsonReporter } from './ndjson-reporter.ts'

describe('events.ndjson', () => {
  it('is one JSON object per line, from begin to end', async () => {
    const { files } = await runReporter(ndjsonReporter)
    const content = files['events.ndjson'] ?? ''
    const events = content
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    expect(events.map(({ type }) => type)).to.deep.equal([
      'begin',
      ...Array(3).fill('exchange'),
      ...Array(6).fill('check'),
      'end',
    ])
    expectGolden('events.ndjson', content)
  })
})
