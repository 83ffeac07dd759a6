import type { Operation } from '../http/console-app.ts'
import type { Rehearsals } from '../runs/rehearsals.ts'

/**
 * Creates the operations on runs of the suites: `GET rehearsals`, `POST rehearsals { suites, checks }`, `DELETE
 * rehearsals` (ends the current run), and `GET rehearsals/ID/report`.
 */
export function rehearsalOperation(rehearsals: Rehearsals, suites: () => Promise<readonly string[]>): Operation {
  return async ({ method, rest, body }) => {
    if (method === 'GET' && rest === '')
      return { status: 200, json: { suites: await suites(), rehearsals: rehearsals.rows } }
    if (method === 'DELETE') {
      rehearsals.stop()
      return { status: 200, json: {} }
    }
    if (method === 'POST') {
      const { suites: chosen, checks } = ((await body()) ?? {}) as {
        readonly suites?: unknown
        readonly checks?: unknown
      }
      const row = rehearsals.begin({ suites: namesIn(chosen), checks: namesIn(checks) })
      return row === undefined
        ? { status: 409, json: { error: 'a run is under way; end it first' } }
        : { status: 202, json: row }
    }
    const [id = '', part] = rest.split('/')
    const html = part === 'report' ? rehearsals.report(id) : undefined
    return html === undefined ? { status: 404, json: { error: 'there is no such report' } } : { status: 200, html }
  }
}

/** Returns names of suites or checks, without those that could be an option. */
const namesIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((name) => typeof name === 'string' && /^[\w.*-]{1,200}$/.test(name) && !name.startsWith('-'))
    : []
