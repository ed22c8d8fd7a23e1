import { ConfigError } from '../../base/errors.ts';
import { statement } from '../../database/statement.ts';
import { type ConfirmationsOf, placeLateRecords } from './late-records.ts';
import { type Judgement, noteEvents, noteKeys, type PageLoad } from './page-load.ts';
import { keepReplacedSql, type RecordState, replaceSql } from './page-sql.ts';
import { type PreparedPage, textsOf } from './prepared-page.ts';
import { entryKeyOf, quarantineRecords, type RefusedRecord } from './quarantine.ts';
import { refuseConflicting, refuseForeign, refuseKeyless } from './refusals.ts';

/** Follows up the judgement of one page: what changed, what came late, what must be refused. */
export async function settlePage(load: PageLoad, page: PreparedPage, judgements: readonly Judgement[]): Promise<void> {
  const { outcome, confirmationsOf } = load;
  const byState = new Map(judgements.map((judgement) => [judgement.state, judgement]));
  noteEvents(outcome, judgements);
  await refusePage(load, page, byState);
  const firsts = await dropRepeats(load, page, byState);
  for (const records of firsts.values()) load.keys.push(...records.map((record) => record.key));
  const at = (state: RecordState): PageRecord[] => firsts.get(state) ?? [];
  const [overtaken, unchanged] = split(at('unchanged'), (record) => load.replaced.has(record.key));
  outcome.counts.unchanged += unchanged.length;
  if (confirmationsOf === null) {
    outcome.counts.new += at('new').length;
    await replaceChanged(load, page, [...at('changed'), ...overtaken]);
    await placeLate(load, page, at('late'), () => []);
  } else {
    await placeLate(load, page, [...at('new'), ...at('changed'), ...at('late')], confirmationsOf);
  }
}

/** One accepted record of a page. */
export interface PageRecord {
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
    await quarantine(load, refuseConflicting(page, textsOf(page), conflicting), { counted: true });
  }
  return byKind;
}

function recordsOf(judgement: Judgement | undefined): PageRecord[] {
  const { keys = [], positions = [], hashes = [] } = judgement ?? {};
  return keys.map((key, i) => ({ key, position: positions[i] ?? 0, hash: hashes[i] ?? '' }));
}

/** Stores records whose content differs from the stored version; the database looks once more whether it does. */
export async function replaceChanged(
  load: PageLoad,
  page: PreparedPage,
  changed: readonly PageRecord[],
): Promise<void> {
  if (changed.length === 0) return;
  const values = { ...page.parameters, positions: changed.map((record) => record.position) };
  const [, { rowCount }] = await Promise.all([
    load.client.query(statement(keepReplacedSql(page.shape), values)),
    load.client.query(statement(replaceSql(page.shape), values)),
  ]);
  for (const { key } of changed) load.replaced.add(key);
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
    ...refuseKeyless(page, textsOf(page), keyless),
  ];
  assertOwnToken(load, foreign.length, page.slices.length, refused);
  await quarantine(load, refused);
}

/** Where the credential decides whose rows come, a page with only another store's rows means a mixed-up credential. */
function assertOwnToken(load: PageLoad, foreign: number, records: number, refused: readonly RefusedRecord[]): void {
  const { endpoint, siteId, secondChance } = load.context;
  if (secondChance === true || endpoint.owner.kind !== 'row' || endpoint.owner.token !== true || foreign < records)
    return;
  const answersFor = refused.find((record) => record.rule === 'foreign_site')?.value;
  throw new ConfigError(
    'TOKEN_OF_OTHER_STORE',
    `the token used for store ${siteId} answers for store ${answersFor}: every row of ${endpoint.table} belongs to it. ` +
      `Set the token of store ${siteId} (etl_store.token_env names the variable)`,
    { details: { siteId, answersFor, table: endpoint.table } },
  );
}

/** Puts refused records into quarantine and counts them; `counted` ones were counted as seen before. */
export async function quarantine(
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

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
