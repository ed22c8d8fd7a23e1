import { ENUMS } from '../enums.ts';
import { code, markdownTable } from './markdown.ts';
import type { Words } from './words.ts';

/** Every code list with its codes. */
export function renderCodeLists(words: Words): string[] {
  return Object.entries(ENUMS).map(([name, list]) => {
    const rows = list.values.map((value) => [
      code(String(value.code)),
      value[words.own],
      value[words.other],
      words.marks[value.mark],
    ]);
    const table = markdownTable([words.code, words.meaning, words.otherMeaning, words.mark], rows);
    const title = `${list[words.own]} (${list[words.other]})`;
    return [`### ${code(name)}`, title, ...(list.note === undefined ? [] : [list.note]), table].join('\n\n');
  });
}
