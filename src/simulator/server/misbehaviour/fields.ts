import { ConfigError } from '../../../base/errors.ts';
import type { SimulatedEndpoint } from '../../contract/endpoints.ts';
import { Cents } from '../../hall-source.ts';
import { chance } from '../chance.ts';
import { valueAt, withoutPath, withValueAt } from '../record-path.ts';
import type { WireJson, WireRecord } from '../wire.ts';
import type { RowPlace, SwitchDefinition } from './effects.ts';
import { spoilableFields } from './endpoint-facts.ts';

/** What really went null upstream, and when; the last is invented, because the hall's own rows already follow the others. */
const DOCUMENTED_NULLS: readonly { readonly path: string; readonly from: string; readonly value: WireJson }[] = [
  { path: 'settleList.memberName', from: '2025-12-01', value: null },
  { path: 'settleList.memberPhone', from: '2025-12-01', value: null },
  { path: 'settleList.memberCardTypeName', from: '2025-07-21', value: null },
  { path: 'settleList.memberCardAccountId', from: '', value: 0 },
  { path: 'settleList.operatorName', from: '2026-01-01', value: null },
];
const SETTLEMENTS = ['settlement_records', 'recharge_settlements'];

const nullFields: SwitchDefinition = {
  name: 'M-NULL-FIELDS',
  meaning: 'fields turn null from a date on',
  value: 'path',
  options: { path: 'fields (the documented ones of settlements)', from: 'event date from which (the documented ones)' },
  touches: (endpoint) => SETTLEMENTS.includes(endpoint.table),
  create(options) {
    const from = options.date('from');
    const paths = options.list('path');
    const nulls = paths?.map((path) => ({ path, from: '', value: null })) ?? DOCUMENTED_NULLS;
    return {
      row(row, place) {
        const time = timeOf(row, place);
        const due = nulls.filter((field) => time >= (from ?? field.from) && valueAt(row, field.path) !== undefined);
        return due.reduce((changed, field) => withValueAt(changed, field.path, field.value), row);
      },
    };
  },
};

const newField: SwitchDefinition = {
  name: 'M-NEW-FIELD',
  meaning: 'records carry a field nobody knows',
  value: 'path',
  options: { path: 'its name (futureField)', from: 'event date from which (always)', value: 'text (a nested object)' },
  create(options) {
    const path = options.text('path') ?? 'futureField';
    const from = options.date('from') ?? '';
    const value: WireJson = options.text('value') ?? { note: '新字段', level: 1 };
    return { row: (row, place) => (timeOf(row, place) >= from ? withValueAt(row, path, value) : row) };
  },
};

const missingField: SwitchDefinition = {
  name: 'M-MISSING-FIELD',
  meaning: 'a known field is gone',
  value: 'path',
  options: { path: 'the field (the last of each table)', from: 'event date from which (always)' },
  create(options) {
    const from = options.date('from') ?? '';
    const asked = options.text('path');
    return {
      row(row, place) {
        const path = asked ?? spoilableFields(place.endpoint).at(-1)?.path;
        return path !== undefined && timeOf(row, place) >= from ? withoutPath(row, path) : row;
      },
    };
  },
};

const typeChange: SwitchDefinition = {
  name: 'M-TYPE-CHANGE',
  meaning: 'a value comes as another JSON type',
  value: 'path',
  options: {
    path: 'the field (the first amount, else text, of each table)',
    to: 'object (default), list, number or text',
    share: 'share of the rows (0.05)',
  },
  create(options, { seed }) {
    const asked = options.text('path');
    const to = options.oneOf('to', ['object', 'list', 'number', 'text'], 'object');
    const share = options.share('share', 0.05);
    return {
      row(row, { endpoint, key }) {
        const path = asked ?? changeablePath(endpoint);
        const value = path === undefined ? undefined : valueAt(row, path);
        if (path === undefined || value === undefined) return row;
        if (chance(seed, 'type', endpoint.table, key) >= share) return row;
        return withValueAt(row, path, changedType(value, to));
      },
    };
  },
};

function changeablePath(endpoint: SimulatedEndpoint): string | undefined {
  const fields = spoilableFields(endpoint);
  return (fields.find(({ type }) => type === 'decimal') ?? fields.find(({ type }) => type === 'text'))?.path;
}

function changedType(value: WireJson, to: 'object' | 'list' | 'number' | 'text'): WireJson {
  switch (to) {
    case 'object':
      return { value };
    case 'list':
      return [value];
    case 'number':
      return 1;
    case 'text':
      return '不适用';
  }
}

const unknownEnum: SwitchDefinition = {
  name: 'M-UNKNOWN-ENUM',
  meaning: 'a code outside its enumeration',
  value: 'code',
  options: { code: 'the code (11)', path: 'the field (payment_method)', share: 'share of the rows (0.05)' },
  touches: (endpoint) => endpoint.table === 'payment_transactions',
  create(options, { seed }) {
    const code = options.count('code', 11);
    const path = options.text('path') ?? 'payment_method';
    const share = options.share('share', 0.05);
    for (const table of options.tables() ?? []) {
      if (options.text('path') === undefined && table !== 'payment_transactions') {
        throw new ConfigError(
          'BAD_MISBEHAVIOUR',
          `M-UNKNOWN-ENUM: table ${table} needs option path, the field to change`,
        );
      }
    }
    return {
      row(row, { endpoint, key }) {
        if (valueAt(row, path) === undefined || chance(seed, 'enum', endpoint.table, key) >= share) return row;
        return withValueAt(row, path, code);
      },
    };
  },
};

const MEANINGS = ['A', 'B', 'C'] as const;
const ITEMS = ['tableChargeMoney', 'goodsMoney', 'assistantPdMoney', 'assistantCxMoney', 'electricityMoney'];
const TAKEN_OFF = { A: [], B: ['memberDiscountAmount', 'adjustAmount'], C: ['couponAmount'] } as const;

const consumeAbc: SwitchDefinition = {
  name: 'M-CONSUME-ABC',
  meaning: 'consumeMoney means the items (A), the items less discounts (B) or the items less coupons (C), by era',
  value: 'eras',
  options: { eras: 'A@DATE+B@DATE+… in order (a new meaning every day)' },
  touches: (endpoint) => endpoint.table === 'settlement_records',
  create(options) {
    const eras = options.list('eras')?.map(parseEra);
    return {
      row(row, place) {
        const date = timeOf(row, place).slice(0, 10);
        const meaning =
          eras === undefined ? MEANINGS[dayNumber(date) % 3] : eras.findLast((era) => era.from <= date)?.meaning;
        return meaning === undefined ? row : withValueAt(row, 'settleList.consumeMoney', consumeMoney(row, meaning));
      },
    };
  },
};

function parseEra(text: string): { readonly meaning: (typeof MEANINGS)[number]; readonly from: string } {
  const [letter, from] = text.split('@');
  const meaning = MEANINGS.find((candidate) => candidate === letter);
  if (meaning === undefined || from === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(from)) {
    throw new ConfigError(
      'BAD_MISBEHAVIOUR',
      `M-CONSUME-ABC: ${JSON.stringify(text)} is not an era; write A@2025-01-01`,
    );
  }
  return { meaning, from };
}

function consumeMoney(row: WireRecord, meaning: (typeof MEANINGS)[number]): Cents {
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + centsAt(row, `settleList.${name}`), 0);
  return new Cents(sum(ITEMS) - sum(TAKEN_OFF[meaning]));
}

function centsAt(row: WireRecord, path: string): number {
  const value = valueAt(row, path);
  return value instanceof Cents ? value.value : 0;
}

function dayNumber(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

/** The time by which "from a date on" is judged: the row's own, or the present when it has none. */
function timeOf(row: WireRecord, { endpoint, asOf }: RowPlace): string {
  const time = endpoint.eventTime === null ? undefined : valueAt(row, endpoint.eventTime);
  return typeof time === 'string' ? time : asOf;
}

/** Switches that change which fields a record has, or what they mean. */
export const FIELD_SWITCHES: readonly SwitchDefinition[] = [
  consumeAbc,
  nullFields,
  newField,
  missingField,
  unknownEnum,
  typeChange,
];
