import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { count, differenceOf, indentJson, readableUrl } from '../model/index.ts'
import { Stretches } from './compared.tsx'
import { CopyButton } from './copy-button.tsx'
import { LongText, Text } from './text.tsx'

interface Header {
  readonly name: string
  readonly value: string
}

/** A request and its response as a page shows them. */
export interface ShownExchange {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly Header[]
    readonly body?: string
  }
  readonly response: {
    /** 0 if there was no response. */
    readonly status: number
    readonly headers: readonly Header[]
    readonly body: string
    readonly error?: string
  }
  /** The numbers of characters of the bodies that are cut here. */
  readonly cut?: { readonly request?: number; readonly response?: number }
}

/** The request and response of an exchange, with collapsed headers. `curl` is the request as a command. */
export function Messages({
  exchange: { request, response, cut },
  curl,
  before,
  heading = 'h4',
}: {
  exchange: ShownExchange
  curl?: string | undefined
  /** The resource before the exchange; the differences in the response are marked. */
  before?: string | undefined
  heading?: 'h3' | 'h4'
}): VNode {
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
        before={before}
      />
    </div>
  )
}

interface MessageProps {
  readonly title: string
  readonly heading: 'h3' | 'h4'
  readonly line: string
  readonly headers: readonly Header[]
  readonly body: string
  readonly whole: number | undefined
  /** The request as a command. */
  readonly curl: string | undefined
  readonly before?: string | undefined
}

function Message({ title, heading: Heading, line, headers, body, whole, curl, before }: MessageProps): VNode {
  const id = useId()
  const text = indentJson(body)
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
          <summary>{headers.length === 1 ? '1 header' : `${count(headers.length)} headers`}</summary>
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
            {before === undefined ? (
              <LongText length={3000}>{text}</LongText>
            ) : (
              <Stretches stretches={differenceOf(indentJson(before), text).actual} kind="ins" />
            )}
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
