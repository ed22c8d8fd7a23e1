import { Cents } from '../../hall-source.ts';
import { chance } from '../chance.ts';
import { mapLeaves, valueAt, withValueAt } from '../record-path.ts';
import { centsText, RawJson, type WireJson } from '../wire.ts';
import type { SwitchContext, SwitchDefinition } from './effects.ts';

/** Added to every id, so that it needs 19 digits and no longer fits a double. */
const ID_OFFSET = 4_000_000_000_000_000_000n;
/** Below this a bigint is a small number, not a snowflake. */
const SMALLEST_ID = 1_000_000_000_000_000n;

const bigIds: SwitchDefinition = {
  name: 'M-BIGINT',
  meaning: 'ids need 19 digits (store and brand ids stay as they are)',
  value: null,
  options: {},
  create: (_options, context) => ({
    query: (query) => (query.id === undefined ? query : { ...query, id: smallId(query.id) }),
    row: (row) => mapLeaves(row, (value, key) => (isShiftable(value, key, context) ? value + ID_OFFSET : value)),
  }),
};

function isShiftable(value: WireJson, key: string, { source }: SwitchContext): value is bigint {
  if (typeof value !== 'bigint' || value < SMALLEST_ID) return false;
  return !/^tenant_?id$/i.test(key) && source.indexOf(String(value)) < 0;
}

function smallId(id: string): string {
  const value = BigInt(id);
  return String(value > ID_OFFSET ? value - ID_OFFSET : value);
}

const floatNoise: SwitchDefinition = {
  name: 'M-FLOAT-NOISE',
  meaning: 'amounts carry the noise of binary floats, 48.199999999999996 for 48.2',
  value: 'share',
  options: { share: 'share of the amounts (0.2)' },
  create(options, { seed }) {
    const share = options.share('share', 0.2);
    return {
      row: (row, place) =>
        mapLeaves(row, (value, key) => {
          if (!(value instanceof Cents) || value.value === 0) return value;
          return chance(seed, 'noise', place.endpoint.table, place.key, key) < share ? noisy(value) : value;
        }),
    };
  },
};

/** The amount less 4e-15 of its size's direction, written with 15 decimals. */
function noisy(amount: Cents): RawJson {
  const scaled = BigInt(Math.abs(amount.value)) * 10n ** 13n - 4n;
  const digits = scaled.toString().padStart(16, '0');
  return new RawJson(`${amount.value < 0 ? '-' : ''}${digits.slice(0, -15)}.${digits.slice(-15)}`);
}

const stringNumbers: SwitchDefinition = {
  name: 'M-STR-NUM',
  meaning: 'numbers come as text, "48.00" or "1"',
  value: 'share',
  options: { share: 'share of the rows (0.5)', path: 'the fields (all but ids)' },
  create(options, { seed }) {
    const share = options.share('share', 0.5);
    const paths = options.list('path');
    return {
      row(row, { endpoint, key }) {
        if (chance(seed, 'text', endpoint.table, key) >= share) return row;
        if (paths === undefined) return mapLeaves(row, numberAsText);
        return paths.reduce((changed, path) => {
          const value = valueAt(changed, path);
          return value === undefined
            ? changed
            : withValueAt(changed, path, typeof value === 'bigint' ? String(value) : numberAsText(value));
        }, row);
      },
    };
  },
};

/** Ids stay numbers unless a field is asked for by name. */
function numberAsText(value: WireJson): WireJson {
  if (value instanceof Cents) return twoDecimals(value);
  if (value instanceof RawJson) return value.text;
  return typeof value === 'number' ? String(value) : value;
}

function twoDecimals(amount: Cents): string {
  const [whole, fraction = ''] = centsText(amount).split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

const ZERO_DATE = '0001-01-01 00:00:00';
const ENDS = /(^|_)(resign_time|end_time)$/;

const zeroDates: SwitchDefinition = {
  name: 'M-ZERO-DATE',
  meaning: 'no time is 0001-01-01 00:00:00, and never is a date 200 years ahead',
  value: 'form',
  options: { form: 'both (default), zero or farFuture' },
  create(options) {
    const form = options.oneOf('form', ['both', 'zero', 'farFuture'], 'both');
    return {
      row(row, { endpoint, asOf }) {
        const never = `${Number(asOf.slice(0, 4)) + 200}-01-01 00:00:00`;
        let changed = row;
        for (const { path, type } of endpoint.fields) {
          const value = type === 'datetime' ? valueAt(row, path) : undefined;
          if (value !== null && value !== '' && value !== ZERO_DATE) continue;
          const far = form === 'farFuture' || (form === 'both' && ENDS.test(path));
          changed = withValueAt(changed, path, far ? never : ZERO_DATE);
        }
        return changed;
      },
    };
  },
};

const emptyStrings: SwitchDefinition = {
  name: 'M-EMPTY-STRING',
  meaning: 'nothing is an empty text instead of null, and id 0 for no id',
  value: 'path',
  options: { path: 'fields to empty whatever they hold (those that are null)', share: 'share of the rows (1)' },
  create(options, { seed }) {
    const paths = options.list('path');
    const share = options.share('share', 1);
    return {
      row(row, { endpoint, key }) {
        if (chance(seed, 'empty', endpoint.table, key) >= share) return row;
        let changed = row;
        for (const { path, type } of endpoint.fields) {
          const value = valueAt(row, path);
          if (value === undefined || !(paths?.includes(path) ?? value === null)) continue;
          changed = withValueAt(changed, path, type === 'id' ? 0 : '');
        }
        return changed;
      },
    };
  },
};

/** Switches that change how single values are written; ids before noise before text, so that they can be combined. */
export const VALUE_SWITCHES: readonly SwitchDefinition[] = [zeroDates, emptyStrings, bigIds, floatNoise, stringNumbers];
