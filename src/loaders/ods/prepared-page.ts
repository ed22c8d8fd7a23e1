import type { ArchivedWalk } from '../../api/archive/walk.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { findPagePaths } from './page-paths.ts';
import type { PageParameters, PageShape } from './page-sql.ts';
import type { SlicedPage } from './sliced-page.ts';

/** A page of which some records, or all, were understood: what SQL to build and what to send. */
export interface PreparedPage extends SlicedPage {
  readonly shape: PageShape;
  readonly parameters: PageParameters;
  /** The records that are sent, as JSON.parse gives them: for names, types and counts only. */
  readonly records: readonly unknown[];
}

/** For what a page is loaded. */
export interface PageWork {
  readonly walk: ArchivedWalk;
  readonly endpoint: Endpoint;
  readonly loadId: string;
}

/** What follows the keys of a page: reports have no key but the window they are about. */
export function keySuffixOf({ walk, endpoint }: Pick<PageWork, 'walk' | 'endpoint'>): string {
  const { window } = walk.scope;
  return endpoint.report && window !== null ? `@${window.from}/${window.to}` : '';
}

/** Parses the records of a page but those at the positions `aside`, counted from 1, which are not sent. */
export function preparePage(sliced: SlicedPage, work: PageWork, aside: ReadonlySet<number>): PreparedPage {
  const { page, slices } = sliced;
  const { walk, endpoint, loadId } = work;
  const { siteId, window } = walk.scope;
  const positions = slices.map((_, i) => i + 1).filter((position) => !aside.has(position));
  const records = positions.map((position): unknown => JSON.parse(slices[position - 1]?.toString() ?? 'null'));
  return {
    ...sliced,
    records,
    shape: { endpoint, paths: findPagePaths(records, endpoint) },
    parameters: {
      siteId,
      loadId,
      fetchedAt: page.receivedAt,
      file: page.file,
      pageNo: page.pageNo,
      keySuffix: keySuffixOf(work),
      eventTime: endpoint.report && window !== null ? window.from : null,
      ...sent(sliced, positions),
    },
  };
}

/** The page with more records put aside. */
export function withoutRecords(prepared: PreparedPage, aside: ReadonlySet<number>): PreparedPage {
  const { parameters } = prepared;
  const isKept = (position: number | undefined): boolean => position !== undefined && !aside.has(position);
  return {
    ...prepared,
    records: prepared.records.filter((_, i) => isKept(parameters.places[i])),
    parameters: { ...parameters, ...sent(prepared, parameters.places.filter(isKept)) },
  };
}

/** What is sent of the records at these positions: their own bytes, in the form in which jsonb is sent in binary. */
function sent(
  { slices, hashes }: SlicedPage,
  places: readonly number[],
): Pick<PageParameters, 'body' | 'places' | 'hashes'> {
  const records = places.flatMap((position, i) => [i === 0 ? OPEN : COMMA, slices[position - 1] ?? NULL]);
  return {
    body: Buffer.concat(places.length === 0 ? [OPEN, CLOSE] : [...records, CLOSE]),
    places,
    hashes: places.map((position) => hashes[position - 1] ?? ''),
  };
}

/** A version stands before the text. */
const OPEN = Buffer.from('\x01[');
const [COMMA, CLOSE, NULL] = [Buffer.from(','), Buffer.from(']'), Buffer.from('null')];

/** The original text of every record. */
export const textsOf = ({ slices }: SlicedPage): string[] => slices.map(String);
