import { defineStory, type Story } from '../../harness/index.ts'
import { isSuccess } from '../support/index.ts'
import { sourceUserFor } from './source-users.ts'
import { patchUser } from './wire.ts'

/**
 * Finds out once per run whether the server accepts an add at a value path that matches nothing; several checks depend
 * on it.
 */
export const filteredAdd: Story<'taken' | 'refused' | 'unknown'> = defineStory({
  id: 'entra.filtered-add',
  gather: async (context) => {
    const { action, targetId } = await context.entra.provision(await sourceUserFor(context))
    if (action !== 'create' || targetId === undefined) return 'unknown'
    const path = 'phoneNumbers[type eq "mobile"].value'
    return isSuccess(await patchUser(context, targetId, { op: 'add', path, value: '+1 555 0100' }))
      ? 'taken'
      : 'refused'
  },
})
