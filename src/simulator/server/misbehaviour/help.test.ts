import { expect, it } from 'vitest';
import { MISBEHAVIOURS } from './catalogue.ts';
import { renderMisbehaviourHelp } from './help.ts';
import { parseMisbehaviours } from './parse-misbehaviours.ts';

it('tells every switch with every option, and an example that can be parsed', () => {
  const text = renderMisbehaviourHelp();
  for (const { name, options } of MISBEHAVIOURS) {
    const [, section = ''] = text.split(`\n  ${name}  `);
    for (const option of Object.keys(options)) expect(section.split('\n  M-')[0]).toContain(`      ${option}: `);
  }
  const [, example = ''] = /^Example: (.*)$/m.exec(text) ?? [];
  expect(parseMisbehaviours(example)).toHaveLength(3);
});
