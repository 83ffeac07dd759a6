/**
 * Letters of the documentation's table that are not a base letter with a mark, so that decomposition does not affect
 * them.
 */
const SPECIAL: Readonly<Record<string, string>> = {
  æ: 'ae',
  ǣ: 'ae',
  Æ: 'AE',
  Ǣ: 'AE',
  ø: 'oe',
  Ø: 'OE',
  ß: 'ss',
  ẞ: 'SS',
  ı: 'i',
  İ: 'I',
  ł: 'l',
  Ł: 'L',
  // The table lists œ only with a macron; the plain letter does not change.
  œ̄: 'oe',
  Œ̄: 'OE',
}

const SPECIAL_PATTERN = new RegExp(
  Object.keys(SPECIAL)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'gu',
)
/** Matches base letters of the table with marks; a mark over any other letter stays. */
const MARKED = /([acdegilnorstuyzACDEGILNORSTUYZ])\p{M}+/gu

/** Replaces letters with diacritics by plain ones, as in the documentation's table: ö becomes o, ø oe, ß ss. */
export function normaliseDiacritics(text: string): string {
  return text
    .replaceAll(SPECIAL_PATTERN, (letter) => SPECIAL[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(MARKED, '$1')
    .normalize('NFC')
}
