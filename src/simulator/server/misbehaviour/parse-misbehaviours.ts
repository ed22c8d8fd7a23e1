import { ConfigError } from '../../../base/errors.ts';
import { splitNames } from '../../../base/name-list.ts';
import { didYouMean } from '../../../base/nearest-name.ts';
import { findMisbehaviour } from './catalogue.ts';
import type { SwitchDefinition } from './effects.ts';

/** One misbehaviour to switch on, with its options. */
export interface MisbehaviourRequest {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads a list such as `M-TOKEN-EXPIRY,M-429-5XX=0.05,M-VANISH=share:0.1;table:member_profiles`: switches are separated
 * by commas, options by semicolons, list items by plus signs. A ConfigError names what is wrong and what is allowed.
 */
export function parseMisbehaviours(text: string): readonly MisbehaviourRequest[] {
  return splitNames(text).map(parseOne);
}

function parseOne(item: string): MisbehaviourRequest {
  const equals = item.indexOf('=');
  const definition = findMisbehaviour(equals < 0 ? item : item.slice(0, equals).trim());
  const options: Record<string, string> = {};
  const parts = equals < 0 ? [] : item.slice(equals + 1).split(';');
  for (const part of parts.map((each) => each.trim()).filter((each) => each !== '')) {
    const [option, value] = parseOption(part, definition);
    options[option] = value;
  }
  return { name: definition.name, options };
}

function parseOption(part: string, definition: SwitchDefinition): readonly [option: string, value: string] {
  const named = /^([A-Za-z]+)\s*:\s*(.*)$/.exec(part);
  if (named === null) {
    if (definition.value === null) {
      throw new ConfigError(
        'BAD_MISBEHAVIOUR',
        `${definition.name} takes no value, but was given ${JSON.stringify(part)}`,
      );
    }
    return [definition.value, part];
  }
  const [, option = '', value = ''] = named;
  const allowed = optionNames(definition);
  if (!allowed.includes(option)) {
    throw new ConfigError(
      'BAD_MISBEHAVIOUR',
      `${definition.name} has no option ${JSON.stringify(option)}.${didYouMean(option, allowed)} Options: ${allowed.join(', ')}`,
    );
  }
  return [option, value];
}

function optionNames(definition: SwitchDefinition): readonly string[] {
  return [...new Set([...Object.keys(definition.options), 'table'])];
}
