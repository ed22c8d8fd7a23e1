import { MISBEHAVIOURS } from './catalogue.ts';

/** Every misbehaviour with its options, as text for `simulate serve --help`; made from the definitions, so it cannot lag. */
export function renderMisbehaviourHelp(): string {
  const lines = MISBEHAVIOURS.map(({ name, meaning, value, options }) => {
    const described = Object.entries(options).map(([option, says]) => {
      const bare = option === value ? ', may be written bare' : '';
      return `      ${option}: ${says}${bare}`;
    });
    return [`  ${name}  ${meaning}`, ...described].join('\n');
  });
  return [
    'Switches are separated by commas, options by semicolons, list items by plus signs; `table:a+b` limits any switch.',
    'Example: M-TOKEN-EXPIRY,M-429-5XX=0.05,M-VANISH=share:0.1;table:member_profiles',
    ...lines,
  ].join('\n');
}
