import { expect } from 'chai'
import { tape } from '../../../fixtures/tape.ts'
import { createExchangeIndex } from '../../exchange-index.ts'
import { createExchangeTable, type ExchangeTable } from './exchange-table.ts'

function tableOfTape(): ExchangeTable {
  const index = createExchangeIndex('https://host.example/scim')
  for (const exchange of tape) index.add(exchange, false)
  index.place('x2', 3)
  return createExchangeTable(index.build())
}

describe('the table of exchanges', () => {
  const table = tableOfTape()
  const found = (filter: Parameters<ExchangeTable['filter']>[0]): string[] =>
    [...table.filter(filter)].map((row) => table.at(row).id)

  it('returns the exchanges that it was built from', () => {
    expect(table.size).to.equal(3)
    expect(table.find('x2')).to.deep.equal({
      row: 1,
      id: 'x2',
      method: 'GET',
      path: '/Users?filter=userName eq "jane"&count=1',
      status: 200,
      start: 20,
      time: 3,
      cause: 'entra.disable',
      block: 3,
      error: undefined,
    })
    expect(table.find('x9')).to.equal(undefined)
    expect(table.find('x3')?.error).to.equal('no answer within 30000 ms')
  })

  const rows: readonly (readonly [
    name: string,
    filter: Parameters<ExchangeTable['filter']>[0],
    ids: readonly string[],
  ])[] = [
    ['nothing', {}, ['x1', 'x2', 'x3']],
    ['words in any order and letter case', { words: 'JANE get' }, ['x2']],
    ['the path of the target, which rows leave out', { words: '/scim/Users/1' }, ['x3']],
    ['a status', { words: '201' }, ['x1']],
    ['an error', { words: '30000' }, ['x3']],
    ['a method', { method: 'POST' }, ['x1']],
    ['a class of status', { status: '2xx' }, ['x1', 'x2']],
    ['no answer', { status: 'none' }, ['x3']],
    ['a cause', { cause: 'scim.filter' }, ['x3']],
    ['a cause that is not there', { cause: 'scim' }, []],
    ['a least duration', { slowerThan: 10 }, ['x1', 'x3']],
    ['several at once', { words: 'users', cause: 'entra.disable', method: 'GET' }, ['x2']],
    ['words that are nowhere', { words: 'nobody' }, []],
  ]
  for (const [name, filter, ids] of rows) {
    it(`is filtered by ${name}`, () => {
      expect(found(filter)).to.deep.equal(ids)
    })
  }
})
