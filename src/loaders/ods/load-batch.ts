import { messageOf } from '../../base/errors.ts';
import { isDataException, SQLSTATE, sqlStateOf } from '../../database/pg-error.ts';
import { statement } from '../../database/statement.ts';
import { type BatchPage, type PageParts, setKnownAside } from './batch-parts.ts';
import { type Judgement, noteEvents, noteTimes, type PageLoad } from './page-load.ts';
import { judgePageSql } from './page-sql.ts';
import { copyPlain, type PlainPage } from './plain-page.ts';
import { type PreparedPage, preparePage, textsOf, withoutRecords } from './prepared-page.ts';
import { refuseUnreadable } from './refusals.ts';
import { quarantine, replaceChanged, settlePage } from './settle-page.ts';

/** Loads all pages of a batch at once; one by one when PostgreSQL refuses a record somewhere in it, or knows a new one. */
export async function loadBatch(load: PageLoad, batch: readonly BatchPage[], noted: Promise<void>): Promise<void> {
  const { client } = load;
  for (const { sliced } of batch) load.outcome.bytes += sliced.page.bytes;
  load.replaced.clear();
  const parts = await setKnownAside(load, batch);
  const answers = await Promise.allSettled([
    noted,
    client.query('savepoint ods_batch'),
    ...parts.map(async (part) => await askPart(load, part)),
    client.query('release savepoint ods_batch'),
  ]);
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined) {
    if (!isDataException(failure.reason) && !isKnownKey(failure.reason)) throw failure.reason;
    await client.query('rollback to savepoint ods_batch');
    await loadPartsCarefully(load, parts);
    // Where one key was known, others may be.
    load.unknownBatches = 0;
    return;
  }
  for (const [i, part] of parts.entries()) {
    const answer = answers[2 + i];
    if (answer?.status === 'fulfilled') await settlePart(load, part, answer.value as readonly Judgement[]);
  }
}

/** A plain page brought a key that is stored; of the machines of a cluster PostgreSQL passes on the words only. */
function isKnownKey(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (
    state === SQLSTATE.uniqueViolation || (state === SQLSTATE.internalError && /duplicate key/.test(messageOf(error)))
  );
}

/** What PostgreSQL says of the records that were not set aside; of a plain page nothing but that it has them all. */
async function askPart(load: PageLoad, { rest, plain }: PageParts): Promise<readonly Judgement[]> {
  if (rest === null) return [];
  if (plain !== null) {
    await copyPlain(load.client, rest, plain);
    return [];
  }
  const { rows } = await load.client.query<Judgement>(judgeStatement(load, rest));
  return rows;
}

async function settlePart(load: PageLoad, part: PageParts, judgements: readonly Judgement[]): Promise<void> {
  await settleKnown(load, part);
  if (part.plain !== null) settleStored(load, part.plain);
  else if (part.rest !== null) await settlePage(load, part.rest, judgements);
}

/** Counts the records that a plain page brought, and notes their keys and times. */
function settleStored(load: PageLoad, { keys, eventTimes }: PlainPage): void {
  const { counts } = load.outcome;
  counts.seen += keys.length;
  counts.new += keys.length;
  load.keys.push(...keys);
  noteTimes(load.outcome, eventTimes);
}

async function settleKnown(load: PageLoad, { sliced, known }: PageParts): Promise<void> {
  if (known === null) return;
  const { counts } = load.outcome;
  const records = known.positions.map((position) => ({
    key: sliced.keys[position - 1] ?? '',
    position,
    hash: sliced.hashes[position - 1] ?? '',
  }));
  const overtaken = records.filter((record) => load.replaced.has(record.key));
  counts.seen += records.length;
  counts.unchanged += records.length - overtaken.length;
  for (const { key } of records) load.keys.push(key);
  noteEvents(load.outcome, [known]);
  if (overtaken.length > 0) await replaceChanged(load, preparePage(sliced, load.work, new Set()), overtaken);
}

function judgeStatement(load: PageLoad, page: PreparedPage): ReturnType<typeof statement> {
  return statement(judgePageSql(page.shape, { insertNew: load.confirmationsOf === null }), { ...page.parameters });
}

async function loadPartsCarefully(load: PageLoad, parts: readonly PageParts[]): Promise<void> {
  for (const part of parts) {
    await settleKnown(load, part);
    if (part.rest !== null) await loadCarefully(load, part.rest);
  }
}

/** One page behind its own savepoint; a refused page is loaded again without the records PostgreSQL cannot read. */
async function loadCarefully(load: PageLoad, page: PreparedPage): Promise<void> {
  const { client } = load;
  await client.query('savepoint ods_page');
  try {
    const { rows } = await client.query<Judgement>(judgeStatement(load, page));
    await settlePage(load, page, rows);
  } catch (error) {
    if (!isDataException(error)) throw error;
    await client.query('rollback to savepoint ods_page');
    const refused = await refuseUnreadable(client, page, textsOf(page));
    await quarantine(load, refused);
    const rest = withoutRecords(page, new Set(refused.map((record) => record.recordIndex + 1)));
    const { rows } = await client.query<Judgement>(judgeStatement(load, rest));
    await settlePage(load, rest, rows);
  }
}
