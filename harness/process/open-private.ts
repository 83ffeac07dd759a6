import { closeSync, fchmodSync, fstatSync, openSync } from 'node:fs'

/** The mode of files with payloads, which only their owner may read. */
const PRIVATE_FILE = 0o600

/**
 * Opens a file that only its owner can access, to write it from its beginning (`w`) or its end (`a`). An existing file
 * that others can access is restricted before anything is written. A device or a pipe is not changed.
 */
export function openPrivate(file: string, flags: 'w' | 'a'): number {
  const descriptor = openSync(file, flags, PRIVATE_FILE)
  try {
    const stats = fstatSync(descriptor)
    if (stats.isFile() && (stats.mode & 0o777) !== PRIVATE_FILE) restrict(descriptor)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
  return descriptor
}

/** Restricts access to a file, unless it belongs to another user, who permits this user to write it. */
function restrict(descriptor: number): void {
  try {
    fchmodSync(descriptor, PRIVATE_FILE)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Some file systems have no modes.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EROFS') throw error
  }
}
