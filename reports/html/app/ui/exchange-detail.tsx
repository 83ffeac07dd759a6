import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { asCurl } from '../../../model/as-curl.ts'
import type { LoadedExchange } from '../data/use-exchange.ts'
import { count, plural } from '../model/format.ts'
import { readableUrl } from '../model/readable-url.ts'
import { laidOut } from '../model/text-difference.ts'
import { CopyButton } from './copy-button.tsx'
import { LongText, Text } from './text.tsx'

/** Request and response of an exchange, headers folded. */
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
  const { request, response, cut } = exchange
  const curl =
    cut?.request === undefined
      ? asCurl({
          method: request.method,
          url: request.url,
          headers: Object.fromEntries(request.headers.map(({ name, value }) => [name.toLowerCase(), value])),
          ...(request.body === undefined ? {} : { body: request.body }),
        })
      : undefined
  return (
    <div class="exchange">
      <Message
        title="Request"
        heading={heading}
        line={`${request.method} ${readableUrl(request.url)}`}
        headers={request.headers}
        body={request.body ?? ''}
        whole={cut?.request}
        curl={curl}
      />
      <Message
        title="Response"
        heading={heading}
        line={response.status === 0 ? `no answer: ${response.error ?? 'unknown'}` : String(response.status)}
        headers={response.headers}
        body={response.body}
        whole={cut?.response}
        curl={undefined}
      />
    </div>
  )
}

interface MessageProps {
  readonly title: string
  readonly heading: 'h3' | 'h4'
  readonly line: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
  readonly whole: number | undefined
  /** The request as a command. */
  readonly curl: string | undefined
}

function Message({ title, heading: Heading, line, headers, body, whole, curl }: MessageProps): VNode {
  const id = useId()
  const text = laidOut(body)
  return (
    <section class="message" aria-labelledby={id}>
      <div class="message-head">
        <Heading id={id}>{title}</Heading>
        <span class="message-tools">
          {curl !== undefined && <CopyButton text={curl} label="Copy as curl" what="the request" />}
          {body !== '' && <CopyButton text={text} label="Copy body" what={`of the ${title.toLowerCase()}`} />}
        </span>
      </div>
      <p class="message-line">
        <Text>{line}</Text>
      </p>
      {headers.length > 0 && (
        <details>
          <summary>{plural(headers.length, 'header')}</summary>
          <dl class="headers">
            {headers.map(({ name, value }, place) => (
              <div key={place}>
                <dt>
                  <Text>{name}</Text>
                </dt>
                <dd>
                  <Text>{value}</Text>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {body === '' ? (
        <p class="note">no body</p>
      ) : (
        <pre>
          <code>
            <LongText length={3000}>{text}</LongText>
          </code>
        </pre>
      )}
      {whole !== undefined && (
        <p class="note">
          cut here; the body has {count(whole)} characters, and tape.ndjson beside the report has more of them
        </p>
      )}
    </section>
  )
}
