import { statement } from '../../database/statement.ts';
import { type KnownRecords, knownRecordsSql } from './known-records.ts';
import type { PageLoad } from './page-load.ts';
import { type PlainPage, readPlainPage } from './plain-page.ts';
import { type PreparedPage, preparePage } from './prepared-page.ts';
import type { SlicedPage } from './sliced-page.ts';

/** A page that is due, understood ahead or not. */
export interface BatchPage {
  readonly sliced: SlicedPage;
  readonly prepared: PreparedPage | null;
}

/**
 * A page in two parts: the records whose very text is stored already (null where not even a key of the page is), and the
 * page without them, if any are left.
 */
export interface PageParts {
  readonly sliced: SlicedPage;
  readonly known: KnownRecords | null;
  readonly rest: PreparedPage | null;
  /** Where no key of the page is stored, as far as was looked, and all of it can be read here: it is not judged. */
  readonly plain: PlainPage | null;
}

/** Batches loaded without looking for known records, once a look has found none. */
const LOOK_AGAIN_AFTER = 4;

/**
 * Looks for records that need no more than their confirmation. Reading a window again then costs a fourth of the time; on
 * new data a look would cost 5 % and find nothing, so there it is made rarely.
 */
export async function setKnownAside(load: PageLoad, batch: readonly BatchPage[]): Promise<PageParts[]> {
  if (load.unknownBatches % LOOK_AGAIN_AFTER !== 0) {
    load.unknownBatches += 1;
    return batch.map((page) => unknownPage(load, page));
  }
  const parts = await Promise.all(batch.map(async (page) => await splitPage(load, page)));
  load.unknownBatches = parts.some(({ known }) => known !== null) ? 0 : load.unknownBatches + 1;
  return parts;
}

async function splitPage(load: PageLoad, page: BatchPage): Promise<PageParts> {
  const { sliced } = page;
  const { siteId } = load.context;
  const { keys, hashes } = sliced;
  const values = { siteId, keys, hashes, fetchedAt: sliced.page.receivedAt };
  const { rows } = await load.client.query<KnownRecords>(statement(knownRecordsSql(load.context.endpoint), values));
  const [known] = rows;
  if (known === undefined || known.stored === 0) return unknownPage(load, page);
  observeSome(load, sliced, known.positions);
  const whole = known.positions.length === sliced.slices.length;
  return { sliced, known, rest: whole ? null : understand(load, sliced, new Set(known.positions)), plain: null };
}

/** Where newer walks were loaded before, a new key may be one that they saw vanish: that is judged. */
function unknownPage(load: PageLoad, { sliced, prepared }: BatchPage): PageParts {
  const rest = prepared ?? understand(load, sliced);
  return { sliced, known: null, rest, plain: load.confirmationsOf === null ? readPlainPage(rest) : null };
}

/**
 * All records were compared with the contract when they came. A few of those that are still the same are compared again, so
 * that a name that upstream has changed for all counts as met as long as it is.
 */
function observeSome(load: PageLoad, { slices }: SlicedPage, positions: readonly number[]): void {
  const some = [0, positions.length >> 1, positions.length - 1].flatMap((i) => positions[i] ?? []);
  const texts = [...new Set(some)].map((position) => slices[position - 1]?.toString() ?? 'null');
  load.outcome.drift.observe(texts.map((text): unknown => JSON.parse(text)));
}

/** Parses a page and looks how its records differ from the contract; those put aside are known. */
export function understand(load: PageLoad, sliced: SlicedPage, aside: ReadonlySet<number> = new Set()): PreparedPage {
  const prepared = preparePage(sliced, load.work, aside);
  load.outcome.drift.observe(prepared.records);
  return prepared;
}
