import { useEffect, useState } from 'preact/hooks'
import type { KeptExchange } from '../../page-format.ts'
import { useReport } from './report.ts'

/** A whole exchange: still loading, loaded, or only on the tape. */
export type LoadedExchange = 'reading' | 'on-tape' | KeptExchange

/** Loads whole exchanges by id; each is returned as soon as it is loaded. */
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
