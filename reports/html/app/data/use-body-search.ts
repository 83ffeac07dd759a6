import { useEffect, useState } from 'preact/hooks'
import { type BodySearch, searchBodies } from './body-search.ts'
import { useReport } from './report.ts'

/** Searches the bodies for words until the words change; undefined if there are none. */
export function useBodySearch(words: string): BodySearch | undefined {
  const { exchanges, reader } = useReport()
  const [search, setSearch] = useState<BodySearch | undefined>(undefined)
  useEffect(() => {
    setSearch(undefined)
    if (words.trim() === '') return
    const abort = new AbortController()
    void searchBodies({ table: exchanges, reader, words }, setSearch, abort.signal)
    return () => abort.abort()
  }, [words, exchanges, reader])
  return search
}
