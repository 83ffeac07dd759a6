import type { VNode } from 'preact'
import { asCurl } from '../../../model/as-curl.ts'
import { Messages } from '../../../page/index.ts'
import type { LoadedExchange } from '../data/use-exchange.ts'

/** The request and response of an exchange, as far as the page contains them. */
export function ExchangeDetail({
  exchange,
  heading = 'h4',
}: {
  exchange: LoadedExchange
  heading?: 'h3' | 'h4'
}): VNode {
  if (exchange === 'reading') return <p class="note">reading …</p>
  if (exchange === 'on-tape')
    return (
      <p class="note">
        The page has no room for this exchange. It is in <code>tape.ndjson</code> beside the report.
      </p>
    )
  const { request, cut } = exchange
  const curl =
    cut?.request === undefined
      ? asCurl({
          method: request.method,
          url: request.url,
          headers: Object.fromEntries(request.headers.map(({ name, value }) => [name.toLowerCase(), value])),
          ...(request.body === undefined ? {} : { body: request.body }),
        })
      : undefined
  return <Messages exchange={exchange} curl={curl} heading={heading} />
}
