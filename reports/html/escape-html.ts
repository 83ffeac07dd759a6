const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a string for HTML; marks that change the direction of writing become visible. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(
      /[\u202A-\u202E\u2066-\u2069]/g,
      (mark) => `<i class="mark">U+${mark.codePointAt(0)?.toString(16).toUpperCase()}</i>`,
    )
}
