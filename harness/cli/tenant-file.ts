import { type ImportedUsers, InvalidTenantFile, importUsers } from '../../mocks/entra/index.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads the users of a tenant file. Throws UsageError if the file does not contain a tenant. */
export function readUsers(file: string): ImportedUsers {
  try {
    return importUsers(readText(file))
  } catch (error) {
    if (error instanceof InvalidTenantFile) throw new UsageError(`--tenant ${file}: ${error.message}`)
    throw error
  }
}
