import { ExpectedError } from '../process/index.ts'

/** A mistake of the caller: reported in one line, exit code 2. */
export class UsageError extends ExpectedError {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(message, 'usage')
  }
}

/** The address of a server that could not listen, and what a user can do if its port is in use. */
export interface ListenPlace {
  readonly host: string | undefined
  readonly port: number | string | undefined
  readonly instead: string
}

/** Explains why a server cannot listen; undefined if the caller did not cause the error. */
export function listenFault(error: unknown, { host, port, instead }: ListenPlace): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use; ${instead}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `${host} is not an address of this machine`
    case 'EACCES':
      return `port ${port} needs more privileges; choose one from 1024 on`
    default:
      return undefined
  }
}
