import { objectBody } from '../api/call.ts'
import type { Operation } from '../api/operation.ts'
import { type SystemUser, sshKey } from '../records/system-user.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject } from '../wire/json.ts'
import { existingUser, writeUser } from './change-user.ts'

const PATH = '/api/systemusers/{id}/sshkeys'

/** The SSH keys of a system user. */
export const sshKeyOperations: readonly Operation[] = [
  {
    id: 'sshkey_list',
    method: 'GET',
    path: PATH,
    summary: "List a system user's public SSH keys",
    needs: ['users', 'read'],
    answers: { 200: { says: 'The keys', schema: 'SshKey', isList: true } },
    handle: (call) => ({ status: 200, json: keysOf(existingUser(call)) }),
  },
  {
    id: 'sshkey_post',
    method: 'POST',
    path: PATH,
    summary: "Create a system user's public SSH key",
    needs: ['users', 'write'],
    body: 'SshKeyPost',
    answers: { 200: { says: 'The key', schema: 'SshKey' } },
    handle: (call) => {
      const before = existingUser(call)
      const key = sshKey(objectBody(call), call.newId(), call.now)
      const after = { ...before, ssh_keys: [...keysOf(before), key] }
      writeUser(call, before, after)
      return { status: 200, json: key, before, after }
    },
  },
  {
    id: 'sshkey_delete',
    method: 'DELETE',
    path: '/api/systemusers/{systemuser_id}/sshkeys/{id}',
    summary: "Delete a system user's public SSH key",
    needs: ['users', 'write'],
    answers: { 200: { says: 'Done' } },
    handle: (call) => {
      const before = existingUser(call, call.params['systemuser_id'])
      const left = keysOf(before).filter(({ _id }) => _id !== call.params['id'])
      if (left.length === keysOf(before).length) throw new ApiError(404, 'Not Found')
      const after = { ...before, ssh_keys: left }
      writeUser(call, before, after)
      return { status: 200, before, after }
    },
  },
]

function keysOf({ ssh_keys }: SystemUser): JsonObject[] {
  return Array.isArray(ssh_keys) ? ssh_keys.filter(isJsonObject) : []
}
