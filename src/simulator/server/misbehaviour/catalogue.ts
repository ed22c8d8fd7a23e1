import { ConfigError } from '../../../base/errors.ts';
import { didYouMean } from '../../../base/nearest-name.ts';
import { ACCESS_SWITCHES } from './access.ts';
import { ALWAYS_ON } from './always-on.ts';
import type { SwitchDefinition } from './effects.ts';
import { ENVELOPE_SWITCHES } from './envelope-switches.ts';
import { FIELD_SWITCHES } from './fields.ts';
import { HOSTILE_SWITCHES } from './hostile.ts';
import { PAGING_SWITCHES } from './paging.ts';
import { ROW_SET_SWITCHES } from './row-set.ts';
import { VALUE_SWITCHES } from './values.ts';

/**
 * Every misbehaviour the simulator knows. The order is the order in which they act, whatever the order they were asked
 * for in: spelling of keys last, because the others look fields up by their documented names.
 */
export const MISBEHAVIOURS: readonly SwitchDefinition[] = [
  ...ALWAYS_ON,
  ...ACCESS_SWITCHES,
  ...ROW_SET_SWITCHES,
  ...PAGING_SWITCHES,
  ...FIELD_SWITCHES,
  ...VALUE_SWITCHES,
  ...HOSTILE_SWITCHES,
  ...ENVELOPE_SWITCHES,
];

/** A misbehaviour by name; an unknown name is an error that lists all and names the nearest. */
export function findMisbehaviour(name: string): SwitchDefinition {
  const found = MISBEHAVIOURS.find((definition) => definition.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = MISBEHAVIOURS.map((definition) => definition.name);
  throw new ConfigError(
    'UNKNOWN_MISBEHAVIOUR',
    `there is no misbehaviour ${JSON.stringify(name)}.${didYouMean(name, names)} All: ${names.join(', ')}`,
  );
}
