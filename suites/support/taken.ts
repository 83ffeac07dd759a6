import type { CheckContext } from '../../harness/index.ts'

/** What is looked at of an answer, whoever sent the request. */
interface Answer {
  readonly status: number
  readonly text: string
}

/** Tells whether a request was answered 2xx. */
export const isTaken = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status < 300

/** Fails the check, with the server's own words, unless a request was answered 2xx. */
export function expectTaken({ expect }: Pick<CheckContext, 'expect'>, response: Answer, what: string): void {
  if (isTaken(response)) return
  const answer = `${response.status} ${response.text.slice(0, 300)}`
  expect.fail(answer, '2xx', `${what} is answered ${answer}`)
}
