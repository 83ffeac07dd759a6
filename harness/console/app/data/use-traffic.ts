import { useEffect, useState } from 'preact/hooks'
import type { TrafficRow } from '../../format/page-format.ts'
import { useConsole } from './console.ts'

/** Returns the exchanges in the order of the sequence. */
export function useTraffic(): readonly TrafficRow[] {
  const { traffic } = useConsole()
  const [rows, setRows] = useState(traffic.rows)
  useEffect(() => traffic.subscribe(() => setRows(traffic.rows)), [traffic])
  return rows
}
