import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENDPOINTS } from '../endpoints.ts';
import { TYPED_TABLES } from '../warehouse.ts';
import { generatedPages } from './generated-pages.ts';
import { WORDS } from './words.ts';

const PAGES = generatedPages();
const ROOT = new URL('../../../', import.meta.url);

test.each(Object.keys(PAGES))('%s is the one made from the catalog: npm run generate', (file) => {
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  // Not by toBe: the difference of two pages of thousands of lines says nothing.
  expect(text === PAGES[file]).toBe(true);
});

test.each(['en', 'zh-CN'])('the data dictionary (%s) has every table and its columns', (language) => {
  const file = language === 'en' ? 'docs/data-dictionary.md' : `docs/data-dictionary.${language}.md`;
  const sections = (PAGES[file] ?? '').split('\n### ');
  const missing = TYPED_TABLES.filter(({ name }) => !name.endsWith('_current')).flatMap(({ name, columns }) => {
    const section = sections.find((one) => one.startsWith(`\`${name.split('.')[1]}\``)) ?? '';
    return columns.filter((column) => !section.includes(`| \`${column.name}\` |`)).map((one) => `${name}.${one.name}`);
  });
  expect(missing).toEqual([]);
});

test('every unit has a Chinese name', () => {
  const ofFields = ENDPOINTS.flatMap(({ fields }) => fields.map(({ unit }) => unit));
  const ofColumns = TYPED_TABLES.flatMap(({ columns }) => columns.map(({ unit }) => unit));
  const units = [...ofFields, ...ofColumns].filter((unit) => typeof unit === 'string');
  expect(units.length).toBeGreaterThan(100);
  expect([...new Set(units)].filter((unit) => WORDS.zh.unitOf(unit) === unit)).toEqual([]);
});
