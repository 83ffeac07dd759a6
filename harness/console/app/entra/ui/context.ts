import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Operations } from '../graph/operations.ts'
import type { Place } from '../model/place.ts'

/** The context of every screen of the pane. */
export interface Entra {
  readonly operations: Operations
  readonly place: Place
  /** Returns the URL of a place, for links. */
  href(place: Place): string
  go(place: Place): void
  /** Unsaved inputs by key; they survive a change of the screen. */
  readonly drafts: Map<string, unknown>
}

export const EntraContext: Context<Entra | undefined> = createContext<Entra | undefined>(undefined)

/** Returns the context of the pane. */
export function useEntra(): Entra {
  const entra = useContext(EntraContext)
  if (entra === undefined) throw new Error('a screen of the Entra pane is outside the pane')
  return entra
}
