import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { SearchField, SelectField, Text, Toggle } from '../../../page/index.ts'
import { statusTone } from '../../../page/model/index.ts'
import type { BodySearch } from '../data/body-search.ts'
import type { ExchangeRow, StatusClass } from '../data/exchange-table.ts'
import { useReport } from '../data/report.ts'
import { useBodySearch } from '../data/use-body-search.ts'
import { useExchanges } from '../data/use-exchange.ts'
import { count, duration, plural } from '../model/format.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { ExchangeDetail } from '../ui/exchange-detail.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { replaceQuery } from '../ui/use-route.ts'
import { type Column, VirtualTable } from '../ui/virtual-table.tsx'

const STATUSES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'any' },
  { value: '2xx', label: '2xx success' },
  { value: '3xx', label: '3xx redirection' },
  { value: '4xx', label: '4xx rejected' },
  { value: '5xx', label: '5xx server error' },
  { value: 'none', label: 'no answer' },
]

const COLUMNS: readonly Column<ExchangeRow>[] = [
  {
    name: 'Request',
    className: 'column-request',
    cell: ({ method, path }) => (
      <>
        <b class="method">{method}</b> <Text>{path.slice(0, 300)}</Text>
      </>
    ),
  },
  {
    name: 'Status',
    className: 'column-status',
    cell: ({ status }) => (
      <span class={`status tone-${statusTone(status)}`}>{status === 0 ? 'none' : String(status)}</span>
    ),
  },
  { name: 'Took', className: 'column-number', cell: ({ time }) => duration(time) },
  { name: 'Sent by', className: 'column-cause', cell: ({ cause }) => <Text>{cause}</Text> },
]

/**
 * Every exchange on the tape, searched by its row and, on request, its bodies; the selected one is shown in full
 * beside them.
 */
export function ExchangesView({ route }: { route: Route }): VNode {
  const { exchanges } = useReport()
  const { words = '', method = '', status = '', cause = '', slower = '', bodies = '' } = route.query
  const search = useBodySearch(bodies === '' ? '' : words)
  const isInBodies = search !== undefined
  const rows = useMemo(
    () =>
      exchanges.filter({
        words: isInBodies ? '' : words,
        slowerThan: Number(slower) || 0,
        ...(method === '' ? {} : { method }),
        ...(status === '' ? {} : { status: status as StatusClass }),
        ...(cause === '' ? {} : { cause }),
      }),
    [exchanges, isInBodies, words, method, status, cause, slower],
  )
  const found = useMemo(() => {
    if (search === undefined) return rows
    // An exchange that did not fit into the page has no body here, but its row may contain the words.
    const inRows = new Set(exchanges.filter({ words }))
    return rows.filter((row) => inRows.has(row) || search.ids.has(exchanges.at(row).id))
  }, [rows, search, exchanges, words])
  const [id] = route.path
  const chosenRow = id === undefined ? undefined : exchanges.find(id)?.row
  return (
    <div class={`split ${id === undefined ? 'is-single' : ''}`}>
      <div class="split-list is-tall">
        <Page title="Exchanges" lead={<Lead found={found.length} search={search} />}>
          <div class="filters">
            <SearchField
              label="Search exchanges"
              placeholder="Search exchanges  ( / )"
              value={words}
              onInput={(value) => replaceQuery(route, { words: value })}
            />
            <Toggle
              label="also in bodies"
              isOn={bodies !== ''}
              onChange={(isOn) => replaceQuery(route, { bodies: isOn ? '1' : '' })}
            />
            <SelectField
              label="Method"
              value={method}
              options={[
                { value: '', label: 'any' },
                ...exchanges.index.methodNames.map((name) => ({ value: name, label: name })),
              ]}
              onChange={(value) => replaceQuery(route, { method: value })}
            />
            <SelectField
              label="Status"
              value={status}
              options={STATUSES}
              onChange={(value) => replaceQuery(route, { status: value })}
            />
            {cause !== '' && (
              <button type="button" class="filter-chip" onClick={() => replaceQuery(route, { cause: '' })}>
                sent by <Text>{cause}</Text> <span aria-hidden="true">×</span>
                <span class="visually-hidden">, remove this filter</span>
              </button>
            )}
            {slower !== '' && (
              <button type="button" class="filter-chip" onClick={() => replaceQuery(route, { slower: '' })}>
                slower than {duration(Number(slower))} <span aria-hidden="true">×</span>
                <span class="visually-hidden">, remove this filter</span>
              </button>
            )}
          </div>
          {found.length === 0 ? (
            <Empty
              title={search === undefined || search.searched === search.blocks ? 'No exchanges match.' : 'Searching …'}
            />
          ) : (
            <VirtualTable
              label="Exchanges"
              columns={COLUMNS}
              count={found.length}
              rowAt={(place) => exchanges.at(found[place] ?? 0)}
              href={(row) => formatRoute('exchanges', [row.id], route.query)}
              chosen={chosenRow === undefined ? -1 : found.indexOf(chosenRow)}
              rowsKey={[words, method, status, cause, slower, bodies].join(' ')}
            />
          )}
        </Page>
      </div>
      {id !== undefined && (
        <div class="split-detail">
          <Chosen id={id} back={formatRoute('exchanges', [], route.query)} />
        </div>
      )}
    </div>
  )
}

function Lead({ found, search }: { found: number; search: BodySearch | undefined }): VNode {
  const { exchanges } = useReport()
  const left = exchanges.total - exchanges.size
  return (
    <span role="status">
      {found === exchanges.size
        ? plural(found, 'exchange')
        : `${count(found)} of ${plural(exchanges.size, 'exchange')}`}
      {left > 0 && `; ${count(left)} more are only on the tape`}
      {search !== undefined &&
        search.searched < search.blocks &&
        `; searching bodies, ${count(search.searched)} of ${plural(search.blocks, 'block')}`}
    </span>
  )
}

function Chosen({ id, back }: { id: string; back: string }): VNode {
  const { exchanges, result } = useReport()
  const exchange = useExchanges([id]).get(id) ?? 'reading'
  const row = exchanges.find(id)
  if (row === undefined)
    return <Empty title={`There is no exchange ${id} in this page.`}>It may be in tape.ndjson beside it.</Empty>
  const check = result.checks.find((one) => one.id === row.cause)
  return (
    <article class="check-detail">
      <p class="back">
        <a href={back}>
          <span aria-hidden="true">← </span>All exchanges
        </a>
      </p>
      <h2 class="arrival" tabIndex={-1}>
        {row.method} <Text>{row.path}</Text>
      </h2>
      <p class="note">
        {id} · {row.status === 0 ? 'no answer' : `answered ${row.status}`} in {duration(row.time)} · sent by{' '}
        {check === undefined ? <Text>{row.cause}</Text> : <a href={formatRoute('checks', [check.id])}>{check.id}</a>}
      </p>
      <ExchangeDetail exchange={exchange} heading="h3" />
    </article>
  )
}
