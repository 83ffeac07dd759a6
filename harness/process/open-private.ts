import { closeSync, fchmodSync, fstatSync, openSync, statSync } from 'node:fs'

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

/** The identity of a file, which a removed file that is created again does not have. */
export interface FileIdentity {
  readonly ino: number
  readonly dev: number
}

/** Returns whether a path names a file: another process may have removed or replaced it. */
export function isIdentityOf(file: string, { ino, dev }: FileIdentity): boolean {
  try {
    const now = statSync(file)
    return now.ino === ino && now.dev === dev
  } catch {
    return false
  }
}

/** Returns whether a path still names the file that was opened. */
export function isStillThere(file: string, descriptor: number): boolean {
  return isIdentityOf(file, fstatSync(descriptor))
}
