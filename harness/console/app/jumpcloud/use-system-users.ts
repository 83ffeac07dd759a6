import { useConsole } from '../data/console.ts'
import { type LiveValue, useLive } from '../data/use-live.ts'
import type { SystemUser } from './system-user.ts'

/** The first users of JumpCloud. */
export interface SystemUsers {
  readonly total: number
  readonly users: readonly SystemUser[]
}

/** JumpCloud's own maximum of a page. */
const PAGE = 100

/** Loads the first users of JumpCloud, and again after each change. */
export function useSystemUsers(limit: number = PAGE): LiveValue<SystemUsers> {
  const { jumpcloud } = useConsole()
  return useLive(
    'jumpcloud',
    async (signal) => {
      const users: SystemUser[] = []
      for (;;) {
        const { totalCount, results } = await jumpcloud.get<{
          readonly totalCount: number
          readonly results: readonly SystemUser[]
        }>(`/systemusers?limit=${PAGE}&skip=${users.length}&sort=_id`, signal)
        users.push(...results)
        if (results.length < PAGE || users.length >= limit) return { total: totalCount, users }
      }
    },
    String(limit),
  )
}
