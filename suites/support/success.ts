import { type Answer, answerOf, type CheckContext } from '../../harness/index.ts'

/** Returns whether a response has a 2xx status. */
export const isSuccess = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status < 300

/** How a synchronisation by Entra ended. */
interface Synchronisation {
  readonly action: string
  readonly reason?: string | undefined
  readonly response?: Answer | undefined
}

const ACTIONS: Readonly<Record<string, string>> = {
  create: 'Entra created the object',
  update: 'Entra changed the object',
  none: 'Entra found nothing to change',
  skipped: 'Entra skipped the object',
}

/**
 * Describes the outcome of a synchronisation: the response of a server that rejected the request, else the reason that
 * Entra gives, else its action.
 */
export function outcomeOf({ action, reason, response }: Synchronisation): string {
  if (response !== undefined && !isSuccess(response)) return `the server answered ${answerOf(response)}`
  // Entra's log continues with the response, which a reader finds among the exchanges.
  return reason?.replace(/\.? StatusCode: .*$/s, '') ?? ACTIONS[action] ?? `the action was ${action}`
}

/** Fails the check with the server's own message unless a request was answered with 2xx. */
export function expectSuccess({ expect }: Pick<CheckContext, 'expect'>, response: Answer, what: string): void {
  expect(response, what).to.be.answered([200, 299])
}
