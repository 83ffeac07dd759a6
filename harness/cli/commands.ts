import type { Command } from 'commander'

/** A command as the top-level help lists it; its module and all imports load only if the command is named. */
export interface CommandRow {
  readonly name: string
  /** The options and arguments after the name in the help. */
  readonly usage: string
  readonly summary: string
  load(): Promise<Command>
}

/**
 * The commands, in the order of the help. A row repeats the description of its command, so that the help loads none of
 * their modules.
 */
export const commands: readonly CommandRow[] = [
  {
    name: 'run',
    usage: '[options]',
    summary: 'rehearse against a target and judge it; without --target against the embedded JumpCloud stack',
    load: async () => (await import('./run.ts')).runCommand(),
  },
  {
    name: 'doctor',
    usage: '[options]',
    summary:
      'check a target before a rehearsal: connection, credentials, TLS, clock, latency, and a table of its abilities',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    name: 'provision',
    usage: '[options]',
    summary: 'run only the mock Entra client: cycles of a tenant against a target, with a provisioning log',
    load: async () => (await import('./provision.ts')).provisionCommand(),
  },
  {
    name: 'on-demand',
    usage: '[options] <object>',
    summary: 'provision one user or group, as Provision on demand in the portal does, and show the steps',
    load: async () => (await import('./on-demand.ts')).onDemandCommand(),
  },
  {
    name: 'load',
    usage: '[options]',
    summary: "send sustained provisioning load with the Entra client's own requests, and measure latency and errors",
    load: async () => (await import('./load.ts')).loadCommand(),
  },
  {
    name: 'serve',
    usage: '[options] <names...>',
    summary: 'run mocks until stopped; prints one line per server: its name and base URL',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  {
    name: 'console',
    usage: '[options]',
    summary: 'show the two consoles of Entra and JumpCloud in a browser, live, with the traffic between them',
    load: async () => (await import('./console.ts')).consoleCommand(),
  },
  {
    name: 'list',
    usage: '[options] <kind>',
    summary: 'list checks, requirements, deviations, suites or quirks',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  {
    name: 'evaluate',
    usage: '[options] [expression]',
    summary: 'evaluate an Entra mapping expression, or all rows of a schema, over one object',
    load: async () => (await import('./evaluate.ts')).evaluateCommand(),
  },
  {
    name: 'judge',
    usage: '[options] <file>',
    summary: 'judge recorded traffic without a target: the responses of the server, and the requests of the client',
    load: async () => (await import('./judge.ts')).judgeCommand(),
  },
  {
    name: 'explain',
    usage: '[options] <log>',
    summary:
      "explain the failures in Entra's provisioning log: cause, meaning, remedy, and the checks that reproduce each",
    load: async () => (await import('./explain.ts')).explainCommand(),
  },
  {
    name: 'proxy',
    usage: '[options]',
    summary: 'record the traffic between a real client and a server: a reverse proxy that changes nothing',
    load: async () => (await import('./proxy.ts')).proxyCommand(),
  },
  {
    name: 'replay',
    usage: '[options] <recording>',
    summary: 'send a recording to another server and report the responses that differ',
    load: async () => (await import('./replay.ts')).replayCommand(),
  },
  {
    name: 'compare',
    usage: '[options] <recording>',
    summary:
      'compare a recording of a real client with the mock Entra client: the requests that the mock also sends, with which settings, and those that it never sends',
    load: async () => (await import('./compare.ts')).compareCommand(),
  },
  {
    name: 'report',
    usage: '[options] [result...]',
    summary: 'render an earlier result.json in any format; merge shards; compare with a baseline; accept findings',
    load: async () => (await import('./report.ts')).reportCommand(),
  },
  {
    name: 'lint',
    usage: '[options] <schema>',
    summary: "check a synchronization schema from Entra against JumpCloud's supported attributes, without a server",
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  {
    name: 'cleanup',
    usage: '[options]',
    summary: 'remove the users and groups that an earlier, killed run left on a target',
    load: async () => (await import('./cleanup.ts')).cleanupCommand(),
  },
  {
    name: 'init',
    usage: '[options]',
    summary: 'write a rehearsal.config.ts and, on request, a CI workflow',
    load: async () => (await import('./init.ts')).initCommand(),
  },
]
