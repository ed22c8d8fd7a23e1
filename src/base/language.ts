/** Languages in which people are told something, by their codes in settings and options. */
export const LANGUAGES = ['zh', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];
