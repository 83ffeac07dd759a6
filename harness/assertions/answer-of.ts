import { parseJson } from '../../mocks/transport/index.ts'
import { errorWords } from '../text/error-message.ts'
import { htmlPage } from '../text/html-page.ts'
import { shorten, shortenWords } from '../text/shorten.ts'

/** The members of a response that assertions read, for any client that sent the request. */
export interface Answer {
  readonly status: number
  readonly text: string
}

const LIMIT = 200

/**
 * Describes a response: its status, and for an error the server's message: `400 invalidValue: "expected a boolean"`.
 */
export function answerOf(answer: Answer | undefined): string {
  if (answer === undefined) return 'nothing'
  const { status, text } = answer
  const isError = status < 200 || status > 299
  if (!isError) return String(status)
  const words = errorWords(parseJson<unknown>(text), (message) => shortenWords(message, LIMIT))
  const explanation = words === '' ? (htmlPage(text) ?? shorten(text, LIMIT)) : words
  return [String(status), explanation].filter(Boolean).join(' ')
}
