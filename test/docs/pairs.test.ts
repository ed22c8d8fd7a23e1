import { describe, expect, test } from 'vitest';
import { pages, readPage } from './markdown.ts';

/** Pages that need no other half: in both languages themselves, or for people who read code, or made from it. */
const ALONE = [
  'docs/benchmarks.md',
  'docs/configuration.md',
  'docs/glossary.md',
  'docs/left-in-ods.md',
  'docs/lineage.md',
  'docs/quality-faults.md',
];

const all = pages();
const pairs = all
  .filter((file) => file.endsWith('.zh-CN.md'))
  .map((chinese) => ({ chinese, english: chinese.replace('.zh-CN.md', '.md') }));

/** What is made from the catalog has tests of its own. */
const written = (file: string): string => readPage(file).replace(/<!-- generated:[^]*?<!-- \/generated/g, '');
const unfenced = (text: string): string => text.replace(/^ *```[^]*?^ *```$/gm, '');
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one);

/** Headings by depth, list items, rows by their number of cells, blocks, and paragraphs, in the order of the page. */
function shapeOf(text: string): string[] {
  const marks = /^(?:(#+) |( *- |\d\. )|(\|.*\|)$|( *```[^]*?^ *```)$|(?<=\n\n)(\S))/gm;
  return [...text.matchAll(marks)].map(
    ([, heading, item, row, block]) =>
      heading ?? item ?? block ?? (row === undefined ? 'text' : `${row.split(/(?<!\\)\|/).length} cells`),
  );
}

/** What is typed or looked for stays as it is in every language: commands, settings, tables, codes; but not what stands for it. */
function namesOf(text: string): string[] {
  const spans = matches(unfenced(text), /`([^`]+)`/g).map((one) => one.replace(/\s+/g, ' ').replace(/<[^>]+>/g, '<>'));
  return [...new Set(spans)].toSorted();
}

/** Pages that are linked to, whatever their language; sections have other names in each. */
function linksOf(text: string, file: string): string[] {
  const links = matches(unfenced(text), /\]\(([^)\s]+)\)/g).map(
    (link) => link.replace('.zh-CN.md', '.md').split('#')[0],
  );
  return [...new Set(links)]
    .filter((link) => link !== '' && link !== fileName(file))
    .map(String)
    .toSorted();
}

const fileName = (file: string): string => file.replace(/^.*\//, '').replace('.zh-CN.md', '.md');

describe.each(pairs)('$english and $chinese', ({ english, chinese }) => {
  const [first, second] = [written(english), written(chinese)];

  test('name each other', () => {
    expect(first.includes(`](${fileName(english).replace('.md', '.zh-CN.md')})`)).toBe(true);
    expect(second.includes(`](${fileName(english)})`)).toBe(true);
  });

  test('have the same headings, lists, tables and blocks', () => {
    expect(shapeOf(second)).toEqual(shapeOf(first));
  });

  test('name the same commands, settings and tables', () => {
    expect(namesOf(second)).toEqual(namesOf(first));
  });

  test('link to the same pages', () => {
    expect(linksOf(second, chinese)).toEqual(linksOf(first, english));
  });
});

test('every page has its other half', () => {
  const halves = new Set(pairs.flatMap(({ english, chinese }) => [english, chinese]));
  expect(all.filter((file) => !halves.has(file) && !file.startsWith('docs/adr/') && !ALONE.includes(file))).toEqual([]);
});
