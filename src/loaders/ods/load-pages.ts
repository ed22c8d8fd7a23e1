import type { ClientBase } from 'pg';
import type { ArchivedPage, ArchivedWalk } from '../../api/archive/walk.ts';
import { ConfigError } from '../../base/errors.ts';
import { isDataException } from '../../database/pg-error.ts';
import { statement } from '../../database/statement.ts';
import { DriftScan } from './drift-scan.ts';
import { type KnownRecords, knownRecordsSql } from './known-records.ts';
import { type ConfirmationsOf, placeLateRecords } from './late-records.ts';
import { emptyCounts, type LoadContext, type LoadCounts } from './load-result.ts';
import { judgePageSql, keepReplacedSql, type RecordState, replaceSql } from './page-sql.ts';
import { type PreparedPage, preparePage, rawRecords, withoutRecords } from './prepared-page.ts';
import { entryKeyOf, quarantineRecords, type RefusedRecord } from './quarantine.ts';
import { refuseConflicting, refuseForeign, refuseKeyless, refuseUnreadable } from './refusals.ts';

/** Pages sent ahead of the first answer; with one savepoint for all of them. */
const PAGES_IN_FLIGHT = 10;

/** The keys a walk brought, kept beside the rows until commit: they prove completeness and show what is gone. */
export const WALK_KEY_DDL =
  'create temp table if not exists ods_walk_key (source_id text not null, stored boolean not null) on commit delete rows';

/** What loading the pages of a walk has found so far. */
export interface PagesOutcome {
  readonly counts: LoadCounts;
  readonly drift: DriftScan;
  /** Event times met, raw text; null when no record had one. */
  readonly events: { from: string | null; to: string | null; count: number };
  bytes: number;
}

interface Judgement {
  readonly state: RecordState;
  readonly keys: string[];
  readonly positions: number[];
  readonly hashes: string[];
  readonly event_from: string | null;
  readonly event_to: string | null;
  readonly event_count: number;
}

interface PageLoad {
  readonly client: ClientBase;
  readonly context: LoadContext;
  readonly outcome: PagesOutcome;
  /** Null in the ordinary case that nothing newer has been read over this scope. */
  readonly confirmationsOf: ConfirmationsOf | null;
  /** Keys stored or confirmed by the present batch, not yet noted. */
  readonly keys: string[];
  /** Batches since the last one that held a known record. */
  unknownBatches: number;
}

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
  for (const part of parts) settleKnown(load, part);
  for (const [i, { rest, known }] of unknown.entries()) {
    const answer = answers[i + 2];
    if (answer?.status !== 'fulfilled' || rest === null) continue;
    const { rows } = answer.value as { rows: Judgement[] };
    const positions = new Set(known?.positions);
    await settlePage(
      load,
      rest,
      rows.map((row) => withoutPositions(row, positions)),
    );
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
  if (page.raw === null) return { page, known: null, rest: page };
  const values = { ...page.parameters, keys: page.raw.keys };
  const { rows } = await client.query<KnownRecords>(statement(knownRecordsSql(page.shape), values));
  const [known] = rows;
  if (known === undefined || known.positions.length === 0) return { page, known: null, rest: page };
  const whole = known.positions.length === page.records.length;
  return { page, known, rest: whole ? null : withoutRecords(page, new Set(known.positions)) };
}

function settleKnown(load: PageLoad, { page, known }: PageParts): void {
  if (known === null) return;
  const { counts } = load.outcome;
  counts.seen += known.positions.length;
  counts.unchanged += known.positions.length;
  for (const position of known.positions) load.keys.push(page.raw?.keys[position - 1] ?? '');
  noteEvents(load.outcome, [known]);
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
    const refused = await refuseUnreadable(client, page, rawRecords(page));
    await quarantine(load, refused);
    const rest = withoutRecords(page, new Set(refused.map((record) => record.recordIndex + 1)));
    const { rows } = await client.query<Judgement>(judgeStatement(load, rest));
    const nulls = new Set(refused.map((record) => record.recordIndex + 1));
    await settlePage(
      load,
      rest,
      rows.map((row) => withoutPositions(row, nulls)),
    );
  }
}

function withoutPositions(row: Judgement, positions: ReadonlySet<number>): Judgement {
  const kept = row.positions.map((position, i) => ({ position, i })).filter(({ position }) => !positions.has(position));
  return {
    ...row,
    positions: kept.map(({ position }) => position),
    keys: kept.map(({ i }) => row.keys[i] ?? ''),
    hashes: kept.map(({ i }) => row.hashes[i] ?? ''),
  };
}

/** Follows up the judgement of one page: what changed, what came late, what must be refused. */
async function settlePage(load: PageLoad, page: PreparedPage, judgements: readonly Judgement[]): Promise<void> {
  const { outcome, confirmationsOf } = load;
  const byState = new Map(judgements.map((judgement) => [judgement.state, judgement]));
  noteEvents(outcome, judgements);
  await refusePage(load, page, byState);
  const firsts = await dropRepeats(load, page, byState);
  for (const records of firsts.values()) load.keys.push(...records.map((record) => record.key));
  const at = (state: RecordState): PageRecord[] => firsts.get(state) ?? [];
  outcome.counts.unchanged += at('unchanged').length;
  if (confirmationsOf === null) {
    outcome.counts.new += at('new').length;
    await replaceChanged(load, page, at('changed'));
    await placeLate(load, page, at('late'), () => []);
  } else {
    await placeLate(load, page, [...at('new'), ...at('changed'), ...at('late')], confirmationsOf);
  }
}

/** One accepted record of a page. */
interface PageRecord {
  readonly key: string;
  readonly position: number;
  readonly hash: string;
}

const ACCEPTED: readonly RecordState[] = ['new', 'changed', 'unchanged', 'late'];

/** The first record of every key by state; of a key that comes twice with two contents, the others go to quarantine. */
async function dropRepeats(
  load: PageLoad,
  page: PreparedPage,
  byState: ReadonlyMap<RecordState, Judgement>,
): Promise<Map<RecordState, PageRecord[]>> {
  const firstByKey = new Map<string, PageRecord>();
  const byKind = new Map<RecordState, PageRecord[]>();
  const conflicting: PageRecord[] = [];
  const all = ACCEPTED.flatMap((state) => recordsOf(byState.get(state)).map((record) => ({ state, record })));
  for (const { state, record } of all.sort((a, b) => a.record.position - b.record.position)) {
    const first = firstByKey.get(record.key);
    if (first === undefined) {
      firstByKey.set(record.key, record);
      const others = byKind.get(state);
      if (others === undefined) byKind.set(state, [record]);
      else others.push(record);
    } else if (first.hash === record.hash) load.outcome.counts.duplicate += 1;
    else conflicting.push(record);
  }
  load.outcome.counts.seen += all.length;
  if (conflicting.length > 0) {
    await quarantine(load, refuseConflicting(page, rawRecords(page), conflicting), { counted: true });
  }
  return byKind;
}

function recordsOf(judgement: Judgement | undefined): PageRecord[] {
  const { keys = [], positions = [], hashes = [] } = judgement ?? {};
  return keys.map((key, i) => ({ key, position: positions[i] ?? 0, hash: hashes[i] ?? '' }));
}

async function replaceChanged(load: PageLoad, page: PreparedPage, changed: readonly PageRecord[]): Promise<void> {
  if (changed.length === 0) return;
  const values = { ...page.parameters, positions: changed.map((record) => record.position) };
  const [, { rowCount }] = await Promise.all([
    load.client.query(statement(keepReplacedSql(page.shape), values)),
    load.client.query(statement(replaceSql(page.shape), values)),
  ]);
  load.outcome.counts.changed += rowCount ?? 0;
  load.outcome.counts.unchanged += changed.length - (rowCount ?? 0);
}

async function placeLate(
  load: PageLoad,
  page: PreparedPage,
  records: readonly PageRecord[],
  confirmationsOf: ConfirmationsOf,
): Promise<void> {
  if (records.length === 0) return;
  const placed = await placeLateRecords(load.client, page.shape, page.parameters, { records, confirmationsOf });
  load.outcome.counts.late += placed;
  load.outcome.counts.unchanged += records.length - placed;
}

async function refusePage(
  load: PageLoad,
  page: PreparedPage,
  byState: ReadonlyMap<RecordState, Judgement>,
): Promise<void> {
  const foreign = recordsOf(byState.get('foreign'));
  const keyless = recordsOf(byState.get('keyless'));
  if (foreign.length + keyless.length === 0) return;
  const refused = [
    ...(await refuseForeign(load.client, page, foreign)),
    ...refuseKeyless(page, rawRecords(page), keyless),
  ];
  assertOwnToken(load, foreign.length, page.records.length, refused);
  await quarantine(load, refused);
}

/** Where the credential decides whose rows come, a page with only another store's rows means a mixed-up credential. */
function assertOwnToken(load: PageLoad, foreign: number, records: number, refused: readonly RefusedRecord[]): void {
  const { endpoint, siteId } = load.context;
  if (endpoint.owner.kind !== 'row' || endpoint.owner.token !== true || foreign < records) return;
  const answersFor = refused.find((record) => record.rule === 'foreign_site')?.value;
  throw new ConfigError(
    'TOKEN_OF_OTHER_STORE',
    `the token used for store ${siteId} answers for store ${answersFor}: every row of ${endpoint.table} belongs to it. ` +
      `Set the token of store ${siteId} (etl_store.token_env names the variable)`,
    { details: { siteId, answersFor, table: endpoint.table } },
  );
}

async function quarantine(
  load: PageLoad,
  refused: readonly RefusedRecord[],
  options: { readonly counted?: boolean } = {},
): Promise<void> {
  const { client, context, outcome } = load;
  outcome.counts.quarantined += refused.length;
  if (options.counted !== true) outcome.counts.seen += refused.length;
  await quarantineRecords(
    client,
    { siteId: context.siteId, table: context.endpoint.table, runId: context.runId },
    refused,
  );
  // A refused record was there all the same: it counts towards the total, and its stored version is not gone.
  await noteKeys(client, refused.map(entryKeyOf), false);
}

async function noteKeys(client: ClientBase, keys: readonly string[], stored: boolean): Promise<void> {
  await client.query(
    statement('insert into ods_walk_key select unnest($keys::text[]), $stored::boolean', { keys, stored }),
  );
}

function noteEvents(
  outcome: PagesOutcome,
  judgements: readonly Pick<Judgement, 'event_from' | 'event_to' | 'event_count'>[],
): void {
  const { events } = outcome;
  for (const { event_from, event_to, event_count } of judgements) {
    if (event_from !== null && (events.from === null || event_from < events.from)) events.from = event_from;
    if (event_to !== null && (events.to === null || event_to > events.to)) events.to = event_to;
    events.count += event_count;
  }
}
