/** Runs the command line and sets the exit code. */
export async function main(_argv: readonly string[]): Promise<void> {}
