import type { ClientBase } from 'pg';
import type { ArchivedPage, ArchivedWalk } from '../../api/archive/walk.ts';
import { isDataException } from '../../database/pg-error.ts';
import { statement } from '../../database/statement.ts';
import { DriftScan } from './drift-scan.ts';
import { type KnownRecords, knownRecordsSql } from './known-records.ts';
import type { ConfirmationsOf } from './late-records.ts';
import { emptyCounts, type LoadContext } from './load-result.ts';
import { type Judgement, noteEvents, noteKeys, type PageLoad, type PagesOutcome } from './page-load.ts';
import { judgePageSql } from './page-sql.ts';
import { type PreparedPage, preparePage, withoutRecords } from './prepared-page.ts';
import { refuseUnreadable } from './refusals.ts';
import { quarantine, replaceChanged, settlePage } from './settle-page.ts';

/** Pages sent ahead of the first answer; with one savepoint for all of them. */
const PAGES_IN_FLIGHT = 10;

/** Loads the pages of a walk inside the caller's transaction. */
export async function loadPages(
  client: ClientBase,
  walk: ArchivedWalk,
  context: LoadContext,
  options: { readonly loadId: string; readonly confirmationsOf: ConfirmationsOf | null },
): Promise<PagesOutcome> {
  const outcome: PagesOutcome = {
    counts: emptyCounts(),
    drift: new DriftScan(context.endpoint),
    events: { from: null, to: null, count: 0 },
    bytes: 0,
  };
  const load: PageLoad = {
    client,
    context,
    outcome,
    confirmationsOf: options.confirmationsOf,
    keys: [],
    replaced: new Set(),
    unknownBatches: 0,
  };
  // Node's share of the work is done here, while PostgreSQL is busy with the batch before.
  const prepareOne = async (page: ArchivedPage): Promise<PreparedPage> => {
    const prepared = await preparePage(walk, page, { endpoint: context.endpoint, loadId: options.loadId });
    outcome.drift.observe(prepared.records);
    return prepared;
  };
  const prepare = (pages: readonly ArchivedPage[]): Promise<PreparedPage[]> => Promise.all(pages.map(prepareOne));

  let noted: Promise<void> = Promise.resolve();
  let next = prepare(walk.pages.slice(0, PAGES_IN_FLIGHT));
  for (let at = 0; at < walk.pages.length; at += PAGES_IN_FLIGHT) {
    const batch = await next;
    // Read ahead while PostgreSQL works; a failure is met when the batch is due, not as an unhandled rejection.
    next = prepare(walk.pages.slice(at + PAGES_IN_FLIGHT, at + 2 * PAGES_IN_FLIGHT));
    next.catch(() => undefined);
    await loadBatch(load, batch, noted);
    // Not waited for here, so that the next batch follows at once on the same connection.
    noted = noteKeys(client, load.keys.splice(0), true);
    noted.catch(() => undefined);
  }
  await noted;
  return outcome;
}

/** All pages of the batch at once; one by one when PostgreSQL refuses a record somewhere in it. */
async function loadBatch(load: PageLoad, batch: readonly PreparedPage[], noted: Promise<void>): Promise<void> {
  const { client } = load;
  for (const { page } of batch) load.outcome.bytes += page.bytes;
  load.replaced.clear();
  const parts = await setKnownAside(load, batch);
  const unknown = parts.filter(({ rest }) => rest !== null);
  const answers = await Promise.allSettled([
    noted,
    client.query('savepoint ods_batch'),
    ...unknown.map(({ page, rest }) => client.query<Judgement>(judgeStatement(load, rest ?? page))),
    client.query('release savepoint ods_batch'),
  ]);
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined) {
    if (!isDataException(failure.reason)) throw failure.reason;
    await client.query('rollback to savepoint ods_batch');
    for (const page of batch) await loadRefusedPage(load, page);
    return;
  }
  for (const part of parts) {
    await settleKnown(load, part);
    const answer = answers[2 + unknown.indexOf(part)];
    if (part.rest !== null && answer?.status === 'fulfilled') {
      const { rows } = answer.value as { readonly rows: Judgement[] };
      await settlePage(load, part.rest, withoutPositions(rows, new Set(part.known?.positions)));
    }
  }
}

/** A page in two parts: the records whose very text is stored already, and the page without them, if any are left. */
interface PageParts {
  readonly page: PreparedPage;
  readonly known: KnownRecords | null;
  readonly rest: PreparedPage | null;
}

/** Batches loaded without looking for known records, once a look has found none. */
const LOOK_AGAIN_AFTER = 4;

/**
 * Looks for records that need no more than their confirmation. Reading a window again then costs a third of the time; on
 * new data a look would cost 5 % and find nothing, so there it is made rarely.
 */
async function setKnownAside(load: PageLoad, batch: readonly PreparedPage[]): Promise<PageParts[]> {
  if (load.unknownBatches % LOOK_AGAIN_AFTER !== 0) {
    load.unknownBatches += 1;
    return batch.map((page) => ({ page, known: null, rest: page }));
  }
  const parts = await Promise.all(batch.map((page) => splitPage(load, page)));
  load.unknownBatches = parts.some(({ known }) => known !== null) ? 0 : load.unknownBatches + 1;
  return parts;
}

async function splitPage({ client }: PageLoad, page: PreparedPage): Promise<PageParts> {
  const values = { ...page.parameters, keys: page.keys };
  const { rows } = await client.query<KnownRecords>(statement(knownRecordsSql(page.shape), values));
  const [known] = rows;
  if (known === undefined || known.positions.length === 0) return { page, known: null, rest: page };
  const whole = known.positions.length === page.records.length;
  return { page, known, rest: whole ? null : withoutRecords(page, new Set(known.positions)) };
}

async function settleKnown(load: PageLoad, { page, known }: PageParts): Promise<void> {
  if (known === null) return;
  const { counts } = load.outcome;
  const records = known.positions.map((position) => ({
    key: page.keys[position - 1] ?? '',
    position,
    hash: page.parameters.hashes[position - 1] ?? '',
  }));
  const overtaken = records.filter((record) => load.replaced.has(record.key));
  counts.seen += records.length;
  counts.unchanged += records.length - overtaken.length;
  for (const { key } of records) load.keys.push(key);
  noteEvents(load.outcome, [known]);
  await replaceChanged(load, page, overtaken);
}

function judgeStatement(load: PageLoad, page: PreparedPage): ReturnType<typeof statement> {
  return statement(judgePageSql(page.shape, { insertNew: load.confirmationsOf === null }), { ...page.parameters });
}

/** One page behind its own savepoint; a refused page is loaded again without the records PostgreSQL cannot read. */
async function loadRefusedPage(load: PageLoad, page: PreparedPage): Promise<void> {
  const { client } = load;
  await client.query('savepoint ods_page');
  try {
    const { rows } = await client.query<Judgement>(judgeStatement(load, page));
    await settlePage(load, page, rows);
  } catch (error) {
    if (!isDataException(error)) throw error;
    await client.query('rollback to savepoint ods_page');
    const refused = await refuseUnreadable(client, page, page.texts);
    await quarantine(load, refused);
    const unreadable = new Set(refused.map((record) => record.recordIndex + 1));
    const rest = withoutRecords(page, unreadable);
    const { rows } = await client.query<Judgement>(judgeStatement(load, rest));
    await settlePage(load, rest, withoutPositions(rows, unreadable));
  }
}

/** The judgements less the records that were replaced by null and so judged keyless. */
function withoutPositions(judgements: readonly Judgement[], positions: ReadonlySet<number>): Judgement[] {
  return judgements.map((judgement) => {
    const kept = judgement.positions.flatMap((position, i) => (positions.has(position) ? [] : [i]));
    const pick = <T>(values: readonly T[]): T[] => kept.map((i) => values[i] as T);
    return {
      ...judgement,
      positions: pick(judgement.positions),
      keys: pick(judgement.keys),
      hashes: pick(judgement.hashes),
    };
  });
}
