import { Command } from 'commander'
import { wholeNumber } from './parse-option.ts'
import { MAX_SEED, MAX_USERS } from './provisioning-flags.ts'
import { type TokenFlags, tokenFileOption } from './read-secret.ts'
import type { EntraFlags } from './serve-entra.ts'
import type { ConnectionFlags } from './target-flags.ts'

/** The flags of `console`. */
export interface ConsoleFlags
  extends TokenFlags,
    ConnectionFlags,
    Pick<EntraFlags, 'users' | 'groups' | 'tenant' | 'seed' | 'state'> {
  readonly target?: string
  readonly spawn?: string
  readonly port?: number
  readonly open?: boolean
}

const MAX_PORT = 65_535
/** The size of the synthetic tenant. */
export const CONSOLE_TENANT = { users: 20, groups: 3 } as const

/** Defines the command `console`: both consoles in a browser, until it is stopped. */
export function consoleCommand(): Command {
  const command = new Command('console').description(
    'show the two consoles of Entra and JumpCloud in a browser, live, with the traffic between them',
  )
  return (
    tokenFileOption(
      command
        .option('--target <url>', "SCIM base URL, as typed into Entra's Tenant URL (the embedded JumpCloud stack)")
        .option('--token <token>', 'secret token of the target (or SCIM_TOKEN in the environment)'),
    )
      .option('--spawn <command>', 'start the target with this command; {port} in --target is replaced')
      .option('--ca <file>', 'PEM certificates to trust, for a target with a private authority')
      .option('--cert <file>', 'PEM client certificate for a target with mutual TLS; needs --key')
      .option('--key <file>', 'PEM private key of --cert')
      .option(
        '--port <number>',
        'port of the page on 127.0.0.1; 0 uses a free port (0)',
        wholeNumber('--port', 0, MAX_PORT),
      )
      .option('--open', 'open the page in the browser')
      .option(
        '--state <file>',
        'a SQLite file that stores the tenant, applications and logs; files beside it store JumpCloud and the URL',
      )
      .option(
        '--users <number>',
        `users of the synthetic tenant (${CONSOLE_TENANT.users})`,
        wholeNumber('--users', 1, MAX_USERS),
      )
      .option(
        '--groups <number>',
        `groups of the synthetic tenant (${CONSOLE_TENANT.groups})`,
        wholeNumber('--groups', 0, 100_000),
      )
      .option('--tenant <file>', 'users from a file instead: CSV or JSON, as Entra, Graph and PowerShell save them')
      .option('--seed <number>', 'another synthetic tenant (1)', wholeNumber('--seed', 0, MAX_SEED))
      .addHelpText(
        'after',
        '\nPrints the address of the page, the Tenant URL to enter, and the JumpCloud API for a bridge of yours. Stop it with Ctrl-C.\n\nExamples:\n  scim-rehearsal console --open\n  scim-rehearsal console --target http://127.0.0.1:{port}/scim/v2 --spawn "node server.js" --state console.db\n',
      )
      // The help loads none of the mocks.
      .action(async (flags: ConsoleFlags) => (await import('./serve-console.ts')).serveConsole(flags))
  )
}
