import { expect, it } from 'vitest';
import { csvField, disarmFormula, looksLikeFormula } from './csv.ts';

it('quotes what would break a line, and tells nothing from an empty text', () => {
  expect([null, '', 'a', 'a,b', 'say "a"', 'a\nb', '台球'].map(csvField)).toEqual([
    '',
    '""',
    'a',
    '"a,b"',
    '"say ""a"""',
    '"a\nb"',
    '台球',
  ]);
});

it('knows what a spreadsheet would run, and makes it show it', () => {
  expect(['=1+1', '+1', '-1', '@x', '\tx', '1-1', 'x=1', ''].filter(looksLikeFormula)).toEqual([
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\tx',
  ]);
  expect(disarmFormula('=1+1')).toBe("'=1+1");
});
