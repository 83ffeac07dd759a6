/** The exit codes that are part of the public contract. */
export const EXIT = { conformant: 0, findings: 1, usage: 2, untestable: 3, harness: 4, interrupted: 130 } as const
