/** Returns a part of an id for a target attribute: `emails[type eq "work"].value` becomes `emails-work-value`. */
export function nameOf(target: string): string {
  return target
    .replace(/^urn:.*:/, '')
    .replace(/\[\w+ eq "?([^"\]]*)"?\]/, '-$1')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '')
}
