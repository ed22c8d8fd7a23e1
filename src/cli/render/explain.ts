import type { Chapter, Entry } from '../../guide/entry.ts';

/** One entry, in both languages. */
export function renderEntry({ code, zh, en }: Entry): string {
  return [
    code,
    `  meaning  ${en.means}`,
    `  cause    ${en.cause}`,
    `  to do    ${en.todo}`,
    `  含义     ${zh.means}`,
    `  原因     ${zh.cause}`,
    `  怎么办   ${zh.todo}`,
  ].join('\n');
}

/** All codes by subject, each with its meaning. */
export function renderChapters(chapters: readonly Chapter[]): string {
  const width = Math.max(...chapters.flatMap(({ entries }) => entries.map(({ code }) => code.length)));
  const lines = chapters.map(({ zh, en, entries }) =>
    [`${en} (${zh})`, ...entries.map((entry) => `  ${entry.code.padEnd(width)}  ${entry.en.means}`)].join('\n'),
  );
  return lines.join('\n\n');
}
