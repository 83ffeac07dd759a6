/** The commands whose options are in the table. */
export type OptionCommand = 'run' | 'provision' | 'cleanup' | 'doctor' | 'load'

/** The form of an option's value. */
export type OptionValue =
  | { readonly kind: 'switch' }
  | { readonly kind: 'string'; readonly pattern?: string }
  /** A path. In a configuration file it is relative to that file; `words` are values that are not paths. */
  | { readonly kind: 'path'; readonly words?: readonly string[] }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum?: number }
  /** Requests per second: `30/s` or `30`. */
  | { readonly kind: 'rate' }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** A day: `2026-07-01`. */
  | { readonly kind: 'day' }
  /** Named settings, `name=value` on the command line and an object in a configuration file, with the JSON Schema of each. */
  | { readonly kind: 'settings'; readonly properties: Readonly<Record<string, object>> }
  /** A limit on response times: `p95<500ms`. */
  | { readonly kind: 'budget' }
  /** A header line, `name: value`. A configuration file has an object by name. */
  | { readonly kind: 'header' }

/** One option of the command line, from which its other forms are derived. */
export interface OptionRow {
  readonly commands: readonly OptionCommand[]
  /** The flags in commander's syntax: `--max-wait <seconds>`. */
  readonly flags: string
  /** The negated form of a switch, such as `--no-diagnose`. */
  readonly negated?: string
  readonly value: OptionValue
  readonly help: string
  /** The value without the option. The description of a default that depends on other options belongs in `help`. */
  readonly default?: string | number | boolean
  /** The value of an option that is used without a value (`--bail`). */
  readonly preset?: number
  readonly repeats?: true
  /** True if it applies only to a single run, so that a configuration file must not contain it. */
  readonly once?: true
  /** True if a rerun of one check needs it to reproduce the finding. */
  readonly rerun?: true
  /** The environment variable from which a rerun reads the value, because the value is secret. */
  readonly secret?: string
  /**
   * Names of options that contradict this one. On the command line, this option overrides those of a configuration
   * file.
   */
  readonly excludes?: readonly string[]
  /** The commented line that `init` writes into a new configuration, and the comment above it. */
  readonly example?: { readonly says: string; readonly line: string }
}

/** Options by their name in camelCase, which is the key in a configuration file (`header` is `headers` there). */
export type OptionTable = Readonly<Record<string, OptionRow>>
