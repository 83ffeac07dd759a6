/** Returns the part of a check's id that names a target attribute: `emails[type eq "work"].value` becomes `emails-work-value`. */
export function targetName(target: string): string {
  return target
    .replace(/^urn:.*:/, '')
    .replace(/\[\w+ eq "?([^"\]]*)"?\]/, '-$1')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '')
}
