import type { SimulatedEndpoint } from '../../contract/endpoints.ts';
import { valueAt, withoutPath, withValueAt } from '../record-path.ts';
import { RawJson, type WireJson, type WireRecord } from '../wire.ts';
import type { SwitchDefinition } from './effects.ts';
import { spoilableFields } from './endpoint-facts.ts';

const KINDS = ['nul', 'surrogate', 'digits', 'twice', 'keyless'] as const;
type Kind = (typeof KINDS)[number];

/** A whole number no 64-bit type holds; it must arrive to the last digit. */
export const THIRTY_DIGITS = '123456789012345678901234567890';

const hostile: SwitchDefinition = {
  name: 'hostile',
  meaning:
    'the first rows of a table hold, one each: a NUL escape, a lone surrogate, a 30-digit integer, a key twice, no key at all',
  value: 'table',
  options: { kinds: `some of ${KINDS.join('+')} (all)` },
  create(options) {
    options.requiredTables('table');
    const kinds = options.someOf('kinds', KINDS, KINDS);
    return {
      row(row, { endpoint, position }) {
        const kind = kinds[position];
        return kind === undefined ? row : poisoned(row, kind, endpoint);
      },
    };
  },
};

function poisoned(row: WireRecord, kind: Kind, endpoint: SimulatedEndpoint): WireRecord {
  switch (kind) {
    case 'nul':
      return withPoisonedText(row, endpoint, '\u0000');
    case 'surrogate':
      return withPoisonedText(row, endpoint, '\ud800');
    case 'digits':
      return { ...row, hostileInteger: new RawJson(THIRTY_DIGITS) };
    case 'twice':
      // The printer writes `"hostileTwice":` and then this text, which closes the first member and opens the second.
      return { ...row, hostileTwice: new RawJson('1,"hostileTwice":2') };
    case 'keyless':
      return withoutPath(row, endpoint.key);
  }
}

/** Puts the character behind the first text of the row; JSON prints it as an escape, which PostgreSQL's jsonb refuses. */
function withPoisonedText(row: WireRecord, endpoint: SimulatedEndpoint, character: string): WireRecord {
  const path = spoilableFields(endpoint).find(({ type }) => type === 'text')?.path ?? 'hostileText';
  const value: WireJson | undefined = valueAt(row, path);
  return withValueAt(row, path, `${typeof value === 'string' ? value : ''}${character}`);
}

/** Records that break careless parsers and loaders. */
export const HOSTILE_SWITCHES: readonly SwitchDefinition[] = [hostile];
