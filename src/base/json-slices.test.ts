import { describe, expect, it } from 'vitest';
import { elementsAt, rawAt } from './json-slices.ts';

describe('raw JSON', () => {
  it('gives elements to the byte, whatever their strings hold', () => {
    const items = ['{"a":"]},{"}', '"\\\\\\""', '[[],[{}]]', '-1.50e+10', '12345678901234567890123', 'null', '{}'];
    expect(elementsAt(`[${items.join(',')}]`, [])).toEqual(items);
    expect(elementsAt(` [ ${items.join(' ,\n ')} ] `, [])).toEqual(items);
  });

  it('finds no elements in an empty list', () => {
    expect(elementsAt('[]', [])).toEqual([]);
    expect(elementsAt(' [ \n ] ', [])).toEqual([]);
  });

  it('follows a path and keeps every digit', () => {
    const text = '{ "x" : "settleList" , "settleList" : { "id" : 9223372036854775807 , "n" : [1] } }';
    expect(rawAt(text, ['settleList', 'id'])).toBe('9223372036854775807');
    expect(rawAt(text, ['settleList', 'n'])).toBe('[1]');
    expect(rawAt(text, ['settleList', 'missing'])).toBeUndefined();
    expect(rawAt(text, ['x', 'id'])).toBeUndefined();
    expect(rawAt(text, [])).toBe(text);
  });

  it('prefers the exact spelling of a key, then takes any letter case', () => {
    expect(rawAt('{"ID":1,"id":2}', ['id'])).toBe('2');
    expect(rawAt('{"ID":1}', ['id'])).toBe('1');
  });

  it('reads escaped keys, and the last of a repeated key, as JSON.parse does', () => {
    expect(rawAt('{"\\u0069d":1}', ['id'])).toBe('1');
    expect(rawAt('{"id":1,"id":2}', ['id'])).toBe(String((JSON.parse('{"id":1,"id":2}') as { id: number }).id));
  });

  it('agrees with JSON.parse on a thousand random values', () => {
    let state = 42;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * below);
    };
    const texts = ['', '"', '\\', '}', ']', ',', '{"', '台', '🎱', '\n', '\\"'];
    const value = (depth: number): unknown => {
      const kind = random(depth > 3 ? 4 : 6);
      if (kind === 0) return random(1_000_000) / 100;
      if (kind === 1) return texts[random(texts.length)];
      if (kind === 2) return random(2) === 0;
      if (kind === 3) return null;
      const inner = Array.from({ length: random(4) }, () => value(depth + 1));
      return kind === 4
        ? inner
        : Object.fromEntries(inner.map((item, index) => [`${texts[random(11)]}${index}`, item]));
    };
    for (let round = 0; round < 1_000; round += 1) {
      const list = Array.from({ length: random(5) }, () => value(0));
      const text = JSON.stringify({ a: { b: list } }, null, random(3));
      expect(elementsAt(text, ['a', 'b']).map((item): unknown => JSON.parse(item))).toEqual(list);
    }
  });
});

describe('the elements at a path', () => {
  it('records keep their original text: long ids, trailing zeros, duplicate keys, escapes', () => {
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

  it('an empty list has no elements, an object in place of a list is one element', () => {
    expect(elementsAt('{"data":[ ]}', ['data'])).toEqual([]);
    expect(elementsAt('{"data":{"data":{"id":1}}}', ['data', 'data'])).toEqual(['{"id":1}']);
  });

  it('of a key that stands twice the last value counts, as in jsonb', () => {
    expect(elementsAt('{"data":[1],"data":[2]}', ['data'])).toEqual(['2']);
  });

  it('a missing path names itself', () => {
    expect(() => elementsAt('{"data":{}}', ['data', 'list'])).toThrow('"data.list"');
  });
});
