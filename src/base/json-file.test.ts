import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './errors.ts';
import { readJsonFile } from './json-file.ts';

const schema = z.strictObject({ tables: z.record(z.string(), z.number()).optional() });

function read(text: string): unknown {
  return readJsonFile('my.json', { origin: '--mapping', code: 'BAD_MAPPING', schema, readText: () => text });
}

test('a file is read, with the mark that some editors put in front', () => {
  expect(read('\uFEFF{"tables": {"a": 1}}')).toEqual({ tables: { a: 1 } });
});

test.each([
  ['{\n  "tables": {\n  "a" 1', /--mapping my\.json cannot be read as JSON: .* \(line 3, column 7\)/],
  ['{"tables": {', /cannot be read as JSON: .* \(line 1, column 13\)/],
  ['{"tables": {"a": "x"}}', /--mapping my\.json: tables\.a: /],
  ['[]', /--mapping my\.json: the file: /],
])('%j is told with its place', (text, message) => {
  expect(() => read(text)).toThrow(ConfigError);
  expect(() => read(text)).toThrow(message);
});

test('a file that is not there is told as such', () => {
  const readText = (): string => {
    throw new Error('ENOENT: no such file');
  };
  const file = { origin: 'CONTRACT_FILE', code: 'BAD_CONTRACT_FILE', schema, readText };
  expect(() => readJsonFile('my.json', file)).toThrow(/CONTRACT_FILE my\.json cannot be read as JSON: ENOENT[^(]*$/);
});
