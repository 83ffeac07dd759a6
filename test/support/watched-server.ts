import {
  type Deviation,
  listenScimServer,
  type ResourceStore,
  type RunningServer,
  type ScimRequest,
  type ScimResponse,
} from '../../mocks/scim-server/index.ts'

/** The secret token of a watched server. */
export const TOKEN = 'watched'

/** Called with each request before it is answered; returns the response, or undefined if the server must respond. */
// biome-ignore lint/suspicious/noConfusingVoidType: a watch that only observes returns nothing
export type Watch = (request: ScimRequest) => ScimResponse | undefined | void

/** Starts a reference server over a store, and calls the watch. */
export function listenWatched(store: ResourceStore, watch?: Watch): Promise<RunningServer> {
  const deviation: Deviation = {
    name: 'watched',
    says: 'what it should, unless the watch answers',
    caughtBy: [],
    around: async (request, serve) => watch?.(request) ?? serve(request),
  }
  return listenScimServer({ store, token: TOKEN, deviation })
}
