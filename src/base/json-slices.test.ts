import { expect, test } from 'vitest';
import { elementsAt } from './json-slices.ts';

test('records keep their original text: long ids, trailing zeros, duplicate keys, escapes', () => {
  const records = [
    '{"id":9223372036854775807,"money":12.10}',
    '{ "a" : 1, "a" : 2 }',
    '{"text":"}],\\"\\\\","nested":[{"x":[1,[2]]}]}',
    '{"nul":"\\u0000","lone":"\\ud800"}',
    '"text"',
    '-1.5e3',
    'null',
    '[]',
  ];
  const body = ` {"code":0, "data" : { "other":["]"], "list": [ ${records.join(' , ')} ] , "total": 8 } }`;
  expect(elementsAt(body, ['data', 'list'])).toEqual(records);
});

test('an empty list has no elements, an object in place of a list is one element', () => {
  expect(elementsAt('{"data":[ ]}', ['data'])).toEqual([]);
  expect(elementsAt('{"data":{"data":{"id":1}}}', ['data', 'data'])).toEqual(['{"id":1}']);
});

test('of a key that stands twice the last value counts, as in jsonb', () => {
  expect(elementsAt('{"data":[1],"data":[2]}', ['data'])).toEqual(['2']);
});

test('a missing path names itself', () => {
  expect(() => elementsAt('{"data":{}}', ['data', 'list'])).toThrow('"data.list"');
});
