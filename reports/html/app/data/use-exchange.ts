import { useEffect, useState } from 'preact/hooks'
import type { KeptExchange } from '../../page-format.ts'
import { useReport } from './report.ts'

/** A whole exchange: being read, read, or on the tape alone. */
export type LoadedExchange = 'reading' | 'on-tape' | KeptExchange

/** Reads whole exchanges by id, each as soon as it is there. */
export function useExchanges(ids: readonly string[]): ReadonlyMap<string, LoadedExchange> {
  const { reader } = useReport()
  const [loaded, setLoaded] = useState<ReadonlyMap<string, LoadedExchange>>(new Map())
  const key = ids.join(' ')
  useEffect(() => {
    let isWanted = true
    const wanted = key.split(' ').filter(Boolean)
    Promise.all(wanted.map(async (id) => [id, (await reader.read(id)) ?? 'on-tape'] as const)).then((entries) => {
      if (isWanted) setLoaded(new Map(entries))
    })
    return () => {
      isWanted = false
    }
  }, [key, reader])
  return new Map(ids.map((id) => [id, loaded.get(id) ?? 'reading']))
}
