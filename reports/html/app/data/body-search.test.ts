import { expect } from 'chai'
import { tape } from '../../../fixtures/tape.ts'
import { createExchangeIndex } from '../../exchange-index.ts'
import { searchBodies } from './body-search.ts'
import type { ExchangeReader } from './exchange-reader.ts'
import { createExchangeTable } from './exchange-table.ts'

const index = createExchangeIndex('https://host.example/scim')
for (const exchange of tape) index.add(exchange, false)
const table = createExchangeTable(index.build())
const reader: ExchangeReader = {
  blocks: 2,
  read: async () => undefined,
  readBlock: async (block) => (block === 0 ? tape.slice(0, 1) : tape.slice(1)),
}

async function found(words: string, signal: AbortSignal = new AbortController().signal): Promise<string[][]> {
  const steps: string[][] = []
  await searchBodies({ table, reader, words }, ({ ids }) => steps.push([...ids]), signal)
  return steps
}

describe('a search in bodies', () => {
  it('finds words of request and response, in any letter case, block by block', async () => {
    expect(await found('DISPLAYNAME')).to.deep.equal([[], ['x1'], ['x1']])
    expect(await found('totalresults')).to.deep.equal([[], [], ['x2']])
  })

  it('searches the row and its bodies together', async () => {
    expect((await found('post jane')).at(-1)).to.deep.equal(['x1'])
    expect((await found('patch jane')).at(-1)).to.deep.equal([])
  })

  it('ends when it is aborted', async () => {
    const abort = new AbortController()
    abort.abort()
    expect(await found('jane', abort.signal)).to.have.lengthOf(1)
  })
})
