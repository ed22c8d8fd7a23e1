import type { ClientBase } from 'pg';
import { statement } from '../../database/statement.ts';
import type { DriftScan } from './drift-scan.ts';
import type { ConfirmationsOf } from './late-records.ts';
import type { LoadContext, LoadCounts } from './load-result.ts';
import type { RecordState } from './page-sql.ts';
import type { PageWork } from './prepared-page.ts';

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

/** What the database says of the records of one page that are in one state. */
export interface Judgement {
  readonly state: RecordState;
  readonly keys: string[];
  readonly positions: number[];
  readonly hashes: string[];
  readonly event_from: string | null;
  readonly event_to: string | null;
  readonly event_count: number;
}

/** The loading of one walk's pages: what its steps share. */
export interface PageLoad {
  readonly client: ClientBase;
  readonly context: LoadContext;
  readonly work: PageWork;
  readonly outcome: PagesOutcome;
  /** Null in the ordinary case that nothing newer has been read over this scope. */
  readonly confirmationsOf: ConfirmationsOf | null;
  /** Keys stored or confirmed by the present batch, not yet noted. */
  readonly keys: string[];
  /** Keys whose stored version a page of the present batch has replaced: what was judged before is void for them. */
  readonly replaced: Set<string>;
  /** Batches since the last one that held a known record. */
  unknownBatches: number;
}

/** Notes keys of the walk: `stored` ones are in the table, the others in quarantine. */
export async function noteKeys(client: ClientBase, keys: readonly string[], stored: boolean): Promise<void> {
  await client.query(
    statement('insert into ods_walk_key select unnest($keys::text[]), $stored::boolean', { keys, stored }),
  );
}

/** Widens the span of event times met. */
export function noteEvents(
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

/** Widens the span by the event times of records, raw texts. */
export function noteTimes(outcome: PagesOutcome, times: readonly (string | null)[]): void {
  const known = times.filter((time) => time !== null).sort();
  noteEvents(outcome, [{ event_from: known[0] ?? null, event_to: known.at(-1) ?? null, event_count: known.length }]);
}
