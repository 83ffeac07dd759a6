import { useEffect, useState } from 'preact/hooks'
import type { Concerns } from '../../format/page-format.ts'
import { useConsole } from '../data/console.ts'
import { ownApi } from '../data/own-api.ts'
import type { Setup } from './setup.ts'

const TRIED = 20

/**
 * Returns the faults of the present schema for JumpCloud, and the users that JumpCloud would reject: of the assigned
 * ones, or of the first ones of the tenant.
 */
export function useConcerns({ schema, assigned }: Setup): Concerns | undefined {
  const { graph } = useConsole()
  const [concerns, setConcerns] = useState<Concerns>()
  const key = schema === undefined ? '' : JSON.stringify([schema, assigned])
  useEffect(() => {
    let isWanted = true
    const judge = async (): Promise<void> => {
      if (schema === undefined) {
        setConcerns(undefined)
        return
      }
      const ids = await assignedUsers()
      const users = ids.length > 0 ? ids : await usersIn('/users')
      const answer = await ownApi<Concerns>('POST', 'concerns', { schema, users })
      if (isWanted) setConcerns(answer)
    }
    /** Returns the users that are assigned themselves, or are members of an assigned group. */
    const assignedUsers = async (): Promise<string[]> => {
      const lists = await Promise.all(
        assigned.map(({ principalId, principalType }) =>
          principalType === 'User' ? [principalId] : usersIn(`/groups/${principalId}/members`),
        ),
      )
      return [...new Set(lists.flat())]
    }
    const usersIn = async (path: string): Promise<string[]> => {
      const { value } = await graph.get<{ readonly value: readonly { readonly id: string }[] }>(
        `${path}?$top=${TRIED}&$select=id`,
      )
      return value.map(({ id }) => id)
    }
    judge().catch(() => {
      // A schema that cannot be read is reported where it is edited.
      if (isWanted) setConcerns(undefined)
    })
    return () => {
      isWanted = false
    }
  }, [key, graph])
  return concerns
}
