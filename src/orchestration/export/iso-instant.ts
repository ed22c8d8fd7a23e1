/** A moment as PostgreSQL writes it (`2026-01-02 08:00:00+08`) by ISO 8601; infinite ones stay words. */
export function isoInstant(text: string, separator: 'T' | ' '): string {
  return text.replace(' ', separator).replace(/([+-]\d\d)$/, '$1:00');
}
