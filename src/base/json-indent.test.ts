import { expect, it } from 'vitest';
import { indentJson } from './json-indent.ts';

it('sets a record out over lines', () => {
  expect(indentJson('{"id":1,"list":[true,{"a":null}],"none":[],"empty":{}}')).toBe(`{
  "id": 1,
  "list": [
    true,
    {
      "a": null
    }
  ],
  "none": [],
  "empty": {}
}`);
});

it.each([
  ['digits no number can hold', '{"id": 123456789012345678901234567890}'],
  ['a zero behind the point', '{"v": 48.10}'],
  ['a key that comes twice', '{"a": 1,\n  "a": 2}'],
  ['escapes and structure inside a text', String.raw`{"a": "\u0000, {\"b\": [1]} \\"}`],
])('leaves %s as they are', (_, text) => {
  const set = indentJson(text);
  expect(set.replaceAll(/\s*\n\s*/g, '')).toBe(text.replaceAll(/\s*\n\s*/g, ''));
});
