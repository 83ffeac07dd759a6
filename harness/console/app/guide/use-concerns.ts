import { useEffect, useState } from 'preact/hooks'
import type { Concerns } from '../../page-format.ts'
import { useConsole } from '../data/console.ts'
import { ownApi } from '../data/own-api.ts'
import type { Setup } from './setup.ts'

const TRIED = 20

/** Returns what is wrong with the present schema for JumpCloud, and which users JumpCloud would refuse: the assigned ones, or the first ones of the tenant. */
export function useConcerns({ schema, assigned }: Setup): Concerns | undefined {
  const { graph } = useConsole()
  const [concerns, setConcerns] = useState<Concerns>()
  const ids = assigned.flatMap(({ principalId, principalType }) => (principalType === 'User' ? [principalId] : []))
  const key = schema === undefined ? '' : JSON.stringify([schema, ids])
  useEffect(() => {
    let isWanted = true
    const judge = async (): Promise<void> => {
      if (schema === undefined) {
        setConcerns(undefined)
        return
      }
      const users = ids.length > 0 ? ids : await firstUsers()
      const answer = await ownApi<Concerns>('POST', 'concerns', { schema, users })
      if (isWanted) setConcerns(answer)
    }
    const firstUsers = async (): Promise<string[]> => {
      const { value } = await graph.get<{ readonly value: readonly { readonly id: string }[] }>(
        `/users?$top=${TRIED}&$select=id`,
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
