import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isIdentityOf, openPrivate } from '../process/index.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './usage-error.ts'

/** The mode of files with payloads, which only their owner may read. */
export const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/** Creates a folder, and those above it, that only the owner can access. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
}

/**
 * Opens a file that only its owner can access, to write it from its beginning (`w`) or append to it (`a`). Throws for
 * a pipe without a reader, which would block forever.
 */
export function openPrivateFile(file: string, flags: 'w' | 'a'): number {
  refuseUnreadPipe(file)
  return openPrivate(file, flags)
}

/** Throws ENXIO for a pipe without a reader. */
function refuseUnreadPipe(file: string): void {
  if (existsSync(file) && statSync(file).isFIFO()) closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK))
}

/**
 * Ensures that a file exists and only its owner can access it before other code, such as SQLite, opens it. Throws
 * UsageError if it cannot be written.
 */
export function preparePrivateFile(option: string, file: string): void {
  try {
    if (existsSync(file) && statSync(file).isFIFO()) throw new Error('it is a pipe, not a file')
    closeSync(openPrivateFile(file, 'a'))
  } catch (error) {
    throw new UsageError(`${option} ${file} cannot be written: ${whyNotWritten(error)}`)
  }
}

/**
 * Reports at the end of the process that a file was removed or replaced while it was open: what was written to it is
 * lost, although no write failed.
 */
export function reportLoss(option: string, file: string): void {
  const opened = statSync(file)
  // A pipe or a device has no content.
  if (!opened.isFile()) return
  process.once('exit', () => {
    if (isIdentityOf(file, opened)) return
    process.stderr.write(
      `${option} ${file} was removed or replaced while it was in use: what was written to it is lost\n`,
    )
    process.exitCode = (process.exitCode ?? EXIT.conformant) === EXIT.conformant ? EXIT.harness : process.exitCode
  })
}

/** The file in a folder of reports that contains the id of the process that writes there. */
const IN_USE = '.in-use'

/**
 * Creates the folder of the reports, tries to write to it, and keeps other processes from writing to it until this one
 * ends. Throws UsageError before anything is sent.
 */
export function prepareOutFolder(folder: string): void {
  const probe = join(folder, `.probe-${randomUUID()}`)
  try {
    makePrivateFolder(folder)
    // The test writes as much as a small report, because a full disk accepts an empty file.
    writeFileSync(probe, Buffer.alloc(64 * 1024), { mode: PRIVATE_FILE })
  } catch (error) {
    throw new UsageError(`--out ${folder} cannot be written: ${whyNotWritten(error)}`)
  } finally {
    if (existsSync(probe)) rmSync(probe)
  }
  try {
    claim(`--out ${folder}`, join(folder, IN_USE), 'another folder')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--out ${folder} cannot be written: ${whyNotWritten(error)}`)
  }
}

/**
 * Keeps other processes from writing to a file until this process ends: two writers would overwrite each other. Throws
 * UsageError if another process writes to it. A pipe or a device is not claimed, nor a file in a read-only folder.
 */
export function claimFile(option: string, file: string): void {
  if (existsSync(file) && !statSync(file).isFile()) return
  try {
    claim(`${option} ${file}`, `${file}${IN_USE}`, 'another file')
  } catch (error) {
    if (error instanceof UsageError) throw error
  }
}

/** Writes the id of this process to a file that is removed at its end. Throws UsageError if another process has done so. */
function claim(place: string, file: string, another: string): void {
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (owner !== process.pid && isRunning(owner))
    throw new UsageError(
      `${place} is in use by process ${owner}; wait until it ends, or name ${another} (if no such run exists, remove ${file})`,
    )
  // The process that left the file was killed.
  rmSync(file, { force: true })
  writeFileSync(file, String(process.pid), { mode: PRIVATE_FILE, flag: 'wx' })
  process.once('exit', () => rmSync(file, { force: true }))
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Restricts a file that something else wrote to its owner. */
export function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, PRIVATE_FILE)
}

let rescueFolder: string | undefined

/**
 * Returns a path in a temporary folder for a file that cannot be written to its own path; one folder per process.
 * Throws if no folder can be created.
 */
export function rescuePlace(file: string): string {
  rescueFolder ??= mkdtempSync(join(tmpdir(), 'scim-rehearsal-'))
  const place = join(rescueFolder, basename(file))
  makePrivateFolder(dirname(place))
  return place
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  EISDIR: 'it is a folder',
  ENXIO: 'no process reads the pipe',
  ENOENT: 'its folder does not exist',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ELOOP: 'a link leads back to itself',
}

/** Describes why a file cannot be written. */
export function whyNotWritten(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const link = code === 'ENOENT' && 'path' in error ? brokenLinkIn(String(error.path)) : undefined
  if (link !== undefined) return `${link} is a link to a place that does not exist (${code})`
  const reason = REASONS[code]
  if (reason !== undefined) return `${reason} (${code})`
  return code === '' || code.startsWith('ERR_') ? error.message : code
}

/** Returns the part of a path that is a symbolic link to a place that does not exist; undefined if there is none. */
function brokenLinkIn(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats?.isSymbolicLink() === true) return path
  const above = dirname(path)
  return stats !== undefined || above === path ? undefined : brokenLinkIn(above)
}
