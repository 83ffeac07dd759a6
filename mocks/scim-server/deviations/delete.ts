import type { Deviation } from './deviation.ts'
import { isDelete } from './request-conditions.ts'
import { answering, refusing, succeeding } from './rewriters.ts'
import { storeWith } from './stores.ts'

/** Deviations in deletes (RFC 7644 §3.6). */
export const deleteDeviations: readonly Deviation[] = [
  {
    name: 'delete-answers-200',
    says: 'DELETE returns 200 with a message',
    caughtBy: ['scim.delete.answers-204', 'entra.delete'],
    around: succeeding(isDelete, () => ({ status: 200, headers: {}, body: { message: 'deleted' } })),
  },
  {
    name: 'delete-missing',
    says: 'DELETE returns 501',
    caughtBy: ['scim.delete.answers-204', 'scim.endpoint.methods', 'entra.delete'],
    around: refusing(isDelete, 501, 'DELETE is not implemented'),
  },
  {
    name: 'delete-crashes-on-references',
    says: 'DELETE of a user to whom others refer returns 500',
    source: 'https://github.com/getprobo/probo/pull/1277',
    caughtBy: [
      'scim.delete.answers-204',
      'entra.delete',
      'entra.delete.twice',
      'gallery.delete-user-test',
      'gallery.restore-user-test',
      'gallery.delete-group-test',
      'gallery.restore-group-test',
      'entra.group.delete',
      'entra.group.member-deleted',
      'entra.manager.deleted',
      'entra.quirk.manager-deleted',
      'validator.delete-user',
      'validator.delete-group',
      'validator.delete-a-non-existent-user',
      'validator.delete-a-non-existent-group',
    ],
    around: refusing(isDelete, 500, 'update or delete on table "users" violates foreign key constraint'),
  },
  {
    name: 'delete-deletes-nothing',
    says: 'DELETE returns 204 and deletes nothing',
    caughtBy: ['scim.delete.answers-204', 'entra.delete'],
    around: async (request, serve) => {
      if (!isDelete(request)) return serve(request)
      const response = await serve({ ...request, method: 'GET' })
      return response.status === 200 ? { status: 204, headers: {} } : response
    },
  },
  {
    name: 'delete-deactivates',
    says: 'DELETE sets active to false, and the user is still found',
    caughtBy: ['scim.delete.answers-204', 'entra.delete'],
    store: storeWith((correct) => ({
      remove: async (type, id, check) => {
        const kept = await correct.update(type, id, (current) => {
          check(current)
          return { ...current, active: false }
        })
        return kept !== undefined
      },
    })),
  },
  {
    name: 'delete-unknown-answers-204',
    says: 'DELETE of an unknown id returns 204',
    caughtBy: ['scim.delete.unknown-id', 'validator.delete-a-user-twice', 'validator.delete-a-group-twice'],
    around: answering(isDelete, (response) => (response.status === 404 ? { status: 204, headers: {} } : response)),
  },
  {
    name: 'deleted-user-name-stays-taken',
    says: 'the userName of a deleted user cannot be used again',
    caughtBy: ['scim.delete.frees-user-name', 'entra.delete.not-found'],
    store: (correct) => {
      const gone = new Set<string>()
      return storeWith(() => ({
        remove: async (type, id, check) => {
          const current = await correct.get(type, id)
          if (current === undefined || gone.has(`${type.name} ${id}`)) return false
          check(current)
          gone.add(`${type.name} ${id}`)
          return true
        },
        get: async (type, id) => (gone.has(`${type.name} ${id}`) ? undefined : correct.get(type, id)),
        update: async (type, id, change) =>
          gone.has(`${type.name} ${id}`) ? undefined : correct.update(type, id, change),
        find: async (type, equality) =>
          [...(await correct.find(type, equality))].filter(({ id }) => !gone.has(`${type.name} ${id}`)),
      }))(correct)
    },
  },
]
