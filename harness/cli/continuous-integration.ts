/** Returns whether the command runs in continuous integration: `CI` is set, or Azure Pipelines' `TF_BUILD`. */
export function isContinuousIntegration(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ['CI', 'TF_BUILD'].some((name) => !['', '0', 'false'].includes((environment[name] ?? '').toLowerCase()))
}
