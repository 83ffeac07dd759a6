import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Exchange, RehearsalResult } from '../../../model/result.ts'
import type { ExchangeIndex } from '../../page-format.ts'
import { createExchangeReader, type ExchangeReader } from './exchange-reader.ts'
import { createExchangeTable, type ExchangeTable } from './exchange-table.ts'
import { readPart } from './read-part.ts'

/** The data of all views. */
export interface Report {
  readonly result: RehearsalResult
  readonly exchanges: ExchangeTable
  readonly reader: ExchangeReader
  /** The calls of the target to JumpCloud, by the exchange that they belong to. */
  readonly downstream: ReadonlyMap<string, readonly Exchange[]>
}

/** Reads the report from the page. Throws if the page does not contain one. */
export async function readReport(): Promise<Report> {
  const [result, index, calls = []] = await Promise.all([
    readPart<RehearsalResult>('result'),
    readPart<ExchangeIndex>('exchanges'),
    readPart<readonly Exchange[]>('downstream'),
  ])
  if (result === undefined || index === undefined) throw new Error('this page contains no result')
  const exchanges = createExchangeTable(index)
  const downstream = Map.groupBy(calls, ({ id }) => id.replace(/\.\d+$/, ''))
  return { result, exchanges, reader: createExchangeReader(exchanges), downstream }
}

/** Passes the report to the views. */
export const ReportContext: Context<Report | undefined> = createContext<Report | undefined>(undefined)

/** Returns the report that the page shows. */
export function useReport(): Report {
  const report = useContext(ReportContext)
  if (report === undefined) throw new Error('a view is outside of the report')
  return report
}
