import { hash } from 'node:crypto';
import type { ArchivedPage, ArchivedWalk } from '../../api/archive/walk.ts';
import { readEnvelope } from '../../api/envelope.ts';
import { elementsAt } from '../../base/json-slices.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { plainKeys } from './known-records.ts';
import { findPagePaths } from './page-paths.ts';
import type { PageParameters, PageShape } from './page-sql.ts';

/** A page read from the archive and understood: what SQL to build and what to send. */
export interface PreparedPage {
  readonly page: ArchivedPage;
  readonly shape: PageShape;
  readonly parameters: PageParameters;
  /** The records as JSON.parse gives them: for names, types and counts only. */
  readonly records: readonly unknown[];
  /** The original text of every record. */
  readonly texts: readonly string[];
  /** Keys for the lookup of known records, by position; null for a record that must take the long way. */
  readonly keys: readonly (string | null)[];
}

/** Reads and parses one page. The body text itself goes to PostgreSQL untouched. */
export async function preparePage(
  walk: ArchivedWalk,
  page: ArchivedPage,
  load: { readonly endpoint: Endpoint; readonly loadId: string },
): Promise<PreparedPage> {
  const { endpoint, loadId } = load;
  const body = await page.body();
  const { list } = readEnvelope(JSON.parse(body), endpoint);
  const { window } = walk.scope;
  const paths = findPagePaths(list.items, endpoint);
  const keySuffix = endpoint.report && window !== null ? `@${window.from}/${window.to}` : '';
  const texts = elementsAt(body, list.path);
  return {
    page,
    records: list.items,
    texts,
    keys: plainKeys(list.items, paths.key[0] ?? [], keySuffix),
    shape: { endpoint, paths, list: list.isArray },
    parameters: {
      siteId: walk.scope.siteId,
      body,
      listPath: list.path,
      loadId,
      fetchedAt: page.receivedAt,
      file: page.file,
      pageNo: page.pageNo,
      keySuffix,
      eventTime: endpoint.report && window !== null ? window.from : null,
      hashes: texts.map((text) => hash('md5', text)),
    },
  };
}

/**
 * The page with some records replaced by null, so that the others can load and keep their positions. `positions` count
 * from 1.
 */
export function withoutRecords(prepared: PreparedPage, positions: ReadonlySet<number>): PreparedPage {
  const kept = prepared.texts.map((text, i) => (positions.has(i + 1) ? 'null' : text));
  const body = `{"list":[${kept.join(',')}]}`;
  return {
    ...prepared,
    shape: { ...prepared.shape, list: true },
    parameters: { ...prepared.parameters, body, listPath: ['list'] },
  };
}
