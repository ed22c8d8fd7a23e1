import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { Pair } from '../../api/named.ts';
import type { WhyAnswer, WhyPart } from '../../api/why.ts';
import { SLICES, type Slice, type SliceScope } from './slices.ts';
import { readFacts } from './why.ts';

/** What a part of a day is made of. */
export async function explainSlice(db: Queryable, metric: string, slice: Slice, scope: SliceScope): Promise<WhyAnswer> {
  const { zh, en, unit, madeOf } = slice;
  const { value, name } = await readValue(db, slice, scope);
  return {
    metric,
    zh,
    en,
    unit,
    item: name.zh === '' ? null : name,
    date: scope.date,
    value,
    parts: madeOf.kind === 'facts' ? [] : await readParts(db, { metric, slice, value }, scope),
    facts: madeOf.kind === 'facts' ? await readFacts(db, madeOf, scope) : null,
  };
}

async function readValue(
  db: Queryable,
  { mart, value, name, nameEn = name, is }: Slice,
  scope: SliceScope,
): Promise<{ readonly value: string; readonly name: Pair }> {
  const sql = `select coalesce(sum(${value}), 0)::text as value,
  coalesce(max(${name}), '') as zh, coalesce(max(${nameEn}), '') as en
from billiards_dws.${mart} t
where t.business_date = $date::date and ($sites::bigint[] is null or t.site_id = any($sites::bigint[])) and ${is}`;
  const { rows } = await db.query<Pair & { value: string }>(statement(sql, { ...scope }));
  const { value: sum = '0', zh = '', en = '' } = rows[0] ?? {};
  return { value: sum, name: { zh, en } };
}

interface Explained {
  readonly metric: string;
  readonly slice: Slice;
  readonly value: string;
}

async function readParts(db: Queryable, explained: Explained, scope: SliceScope): Promise<WhyPart[]> {
  const { madeOf } = explained.slice;
  if (madeOf.kind === 'carried') return readCarried(db, { ...explained, change: madeOf.change }, scope);
  if (madeOf.kind === 'facts') return [];
  const signed = [...madeOf.plus.map((name) => [name, 1] as const), ...madeOf.minus.map((name) => [name, -1] as const)];
  const parts: WhyPart[] = [];
  for (const [name, sign] of signed) parts.push(await readPart(db, name, sign, scope));
  return parts;
}

async function readPart(db: Queryable, metric: string, sign: 1 | -1, scope: SliceScope): Promise<WhyPart> {
  const slice = SLICES.get(metric);
  if (slice === undefined) throw new Error(`there is no slice ${metric}`);
  const { zh, en } = slice;
  return { metric, zh, en, sign, date: scope.date, value: (await readValue(db, slice, scope)).value };
}

/** A balance is that of the day before and what changed since: so each day leads to the one before, back to the first. */
async function readCarried(
  db: Queryable,
  { metric, slice: { zh, en }, value, change }: Explained & { readonly change: string },
  scope: SliceScope,
): Promise<WhyPart[]> {
  const changePart = await readPart(db, change, 1, scope);
  const sql = `select max(t.business_date)::text as date, ($value::numeric - $change::numeric)::text as value
from billiards_dws.dws_site_day_summary t
where t.business_date < $date::date and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))`;
  const before = (
    await db.query<{ date: string | null; value: string }>(
      statement(sql, { ...scope, value, change: changePart.value }),
    )
  ).rows[0];
  const date = before?.date ?? null;
  const when = date === null ? { zh: '最初', en: 'at first' } : { zh: date, en: date };
  return [
    {
      metric: date === null ? null : metric,
      zh: `${zh}(${when.zh})`,
      en: `${en} (${when.en})`,
      sign: 1,
      date: date ?? scope.date,
      value: before?.value ?? '0',
    },
    changePart,
  ];
}
