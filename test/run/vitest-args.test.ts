import { expect, it } from 'vitest';
import { toVitestArgs } from './vitest-args.ts';

it.each([
  ['', []],
  ['--bail=1 --reporter=verbose', ['--bail=1', '--reporter=verbose']],
  ['-vv --maxfail=3 -x -q', ['--reporter=verbose', '--bail=3', '--bail=1']],
  [`-t "full load" --dir='a b'`, ['-t', 'full load', '--dir=a b']],
])('%j are the arguments %j', (text, args) => {
  expect(toVitestArgs(text)).toEqual(args);
});
