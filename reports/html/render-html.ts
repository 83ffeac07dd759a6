import type { Exchange, RehearsalResult } from '../model/index.ts'
import { createDownstream } from './downstream-part.ts'
import { escapeHtml } from './escape-html.ts'
import { createBlockPacker } from './exchange-blocks.ts'
import { createExchangeIndex } from './exchange-index.ts'
import { pagePart } from './page-part.ts'
import { fillTemplate } from './page-template.ts'

const MAX_PAGE = 19_000_000
// The index grows a little when the block of each exchange is known.
const RESERVE = 200_000

/**
 * Renders a result as one self-contained page of less than 20 MB. The exchanges of findings are added first, then
 * others as long as there is space; the page says which exchanges are only on the tape. `tape` is read twice.
 */
export async function renderHtml(result: RehearsalResult, tape: () => AsyncIterable<Exchange>): Promise<string> {
  const cited = citedByFindings(result)
  const index = createExchangeIndex(result.target.baseUrl)
  const resultPart = pagePart('result', result)
  const blocks = createBlockPacker(MAX_PAGE - resultPart.length, index.place)
  const downstream = createDownstream(cited)
  for await (const exchange of tape()) {
    if (exchange.leg === 'jumpcloud') {
      downstream.add(exchange)
      continue
    }
    const isCited = cited.has(exchange.id)
    index.add(exchange, isCited)
    if (isCited) blocks.add(exchange)
  }
  blocks.flush()
  const downstreamPart = downstream.build()
  blocks.limit =
    MAX_PAGE - resultPart.length - downstreamPart.length - pagePart('exchanges', index.build()).length - RESERVE
  for await (const exchange of tape())
    if (exchange.leg === 'scim' && !cited.has(exchange.id) && !blocks.add(exchange)) break
  blocks.flush()
  return fillTemplate({
    title: escapeHtml(`${result.verdict}: ${result.target.baseUrl}`),
    noscript: escapeHtml(
      `${result.verdict}. ${result.summary} Open this page in a browser that runs scripts, or read result.json.`,
    ),
    data: [resultPart, downstreamPart, pagePart('exchanges', index.build()), ...blocks.parts].join(''),
  })
}

/** Returns the ids of the exchanges that must be in the page: the evidence of everything that did not pass. */
function citedByFindings({ checks, mapping, validation }: RehearsalResult): Set<string> {
  const rows = [...checks, ...mapping.flatMap(({ samples }) => samples), ...validation]
  const found = rows.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error')
  return new Set(found.flatMap(({ evidence }) => evidence ?? []))
}
