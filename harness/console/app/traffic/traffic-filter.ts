import { readableUrl } from '../../../../reports/page/model/index.ts'
import { readJson } from '../../../../reports/text/index.ts'
import type { TrafficRow } from '../../format/page-format.ts'

/** The selection of visible exchanges. */
export interface TrafficFilter {
  readonly words: string
  readonly step: '' | TrafficRow['step']
  readonly show: '' | 'writes' | 'failures' | 'remarks'
}

/** The filter that selects everything. */
export const EVERYTHING: TrafficFilter = { words: '', step: '', show: '' }

/** Returns whether the filter selects an exchange. Each word must occur in it. */
export function matches({ words, step, show }: TrafficFilter, row: TrafficRow): boolean {
  if (step !== '' && row.step !== step) return false
  if (show === 'writes' && row.method === 'GET') return false
  if (show === 'failures' && (row.status === undefined || (row.status >= 200 && row.status < 400))) return false
  if (show === 'remarks' && row.remarks.length === 0) return false
  if (words.trim() === '') return true
  const text = textOf(row)
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function textOf({ id, method, path, status, detail = '', error = '', check = '', remarks }: TrafficRow): string {
  const rules = remarks.map(({ id: rule }) => rule)
  return [
    id,
    method,
    path,
    readableUrl(path.replaceAll('+', ' ')),
    String(status ?? ''),
    detail,
    error,
    check,
    ...rules,
  ]
    .join(' ')
    .toLowerCase()
}

/** Parses a stored filter; unknown members are ignored. */
export function parseFilter(text: string | null): TrafficFilter {
  const { words, step, show } = readJson<Readonly<Record<string, unknown>>>(text ?? '') ?? {}
  return {
    words: typeof words === 'string' ? words : '',
    step: step === 'scim' || step === 'jumpcloud' ? step : '',
    show: show === 'writes' || show === 'failures' || show === 'remarks' ? show : '',
  }
}
