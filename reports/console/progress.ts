import { stripVTControlCharacters } from 'node:util'
import type { CheckResult, ReporterEnvironment } from '../model/index.ts'
import { paintFor } from './paint.ts'

/** One line that tells how far a run is, renewed in place on a terminal; nothing where there is none. */
export interface Progress {
  begin(suites: Readonly<Record<string, number>>): void
  exchange(): void
  check(result: CheckResult): void
  /** Takes the line away before something else is printed. */
  clear(): void
  end(): void
}

const CLEAR = '\r\u001b[2K'
const REDRAW_MS = 80
const MIN_COLUMNS_FOR_SUITES = 60

/** Makes the line: checks done of each suite, exchanges a second, seconds left by the pace so far. */
export function createProgress(environment: ReporterEnvironment): Progress {
  const paint = paintFor(environment)
  const totals = new Map<string, number>()
  const done = new Map<string, number>()
  let isRunning = false
  let started = 0
  let drawn = Number.NEGATIVE_INFINITY
  let exchanges = 0
  let failed = 0

  const line = (): string => {
    const elapsed = Math.max((environment.now() - started) / 1000, 0.001)
    const total = sum(totals)
    const finished = sum(done)
    const left = finished === 0 ? undefined : (elapsed / finished) * (total - finished)
    const parts = [
      `${finished}/${total}`,
      `${Math.round(exchanges / elapsed)}/s`,
      ...(left === undefined || finished >= total ? [] : [`${Math.ceil(left)} s left`]),
      ...(failed === 0 ? [] : [paint('fail', `${failed} failed`)]),
    ]
    if (environment.columns >= MIN_COLUMNS_FOR_SUITES)
      for (const [suite, count] of totals) {
        const mine = done.get(suite) ?? 0
        parts.push(paint(mine >= count ? 'pass' : 'skip', `${suite} ${mine}/${count}`))
      }
    return shorten(`${bar(finished, total)} ${parts.join('  ')}`, environment.columns - 1)
  }
  const draw = (isForced: boolean): void => {
    if (!isRunning || !environment.isTerminal) return
    const now = environment.now()
    if (!isForced && now - drawn < REDRAW_MS) return
    drawn = now
    environment.print(CLEAR + line())
  }

  return {
    begin: (suites) => {
      for (const [suite, count] of Object.entries(suites)) totals.set(suite, count)
      started = environment.now()
      exchanges = 0
      isRunning = true
      draw(true)
    },
    exchange: () => {
      exchanges += 1
      draw(false)
    },
    check: ({ suite, outcome }) => {
      done.set(suite, (done.get(suite) ?? 0) + 1)
      if (outcome === 'fail') failed += 1
      draw(outcome === 'fail' || outcome === 'error')
    },
    clear: () => {
      if (isRunning && environment.isTerminal) environment.print(CLEAR)
    },
    end: () => {
      if (isRunning && environment.isTerminal) environment.print(CLEAR)
      isRunning = false
    },
  }
}

const BAR_WIDTH = 16

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH))
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}

/** A line that wraps cannot be renewed in place. */
function shorten(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line)
  return plain.length <= columns ? line : plain.slice(0, Math.max(columns, 0))
}
