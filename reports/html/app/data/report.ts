import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { RehearsalResult } from '../../../model/result.ts'
import type { ExchangeIndex } from '../../page-format.ts'
import { createExchangeReader, type ExchangeReader } from './exchange-reader.ts'
import { createExchangeTable, type ExchangeTable } from './exchange-table.ts'
import { readPart } from './read-part.ts'

/** All that the views show. */
export interface Report {
  readonly result: RehearsalResult
  readonly exchanges: ExchangeTable
  readonly reader: ExchangeReader
}

/** Reads the report out of the page. Throws where the page has none. */
export async function readReport(): Promise<Report> {
  const [result, index] = await Promise.all([readPart<RehearsalResult>('result'), readPart<ExchangeIndex>('exchanges')])
  if (result === undefined || index === undefined) throw new Error('this page holds no result')
  const exchanges = createExchangeTable(index)
  return { result, exchanges, reader: createExchangeReader(exchanges) }
}

/** Hands the report to the views. */
export const ReportContext: Context<Report | undefined> = createContext<Report | undefined>(undefined)

/** The report that the page shows. */
export function useReport(): Report {
  const report = useContext(ReportContext)
  if (report === undefined) throw new Error('a view is outside of the report')
  return report
}
