import { type ArchivedWalk, toPage, type WalkEnd, type Window } from '../../src/api/archive/walk.ts';
import type { SiteId } from '../../src/base/ids.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Client, Pool } from '../../src/database/connection.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import type { LoadContext, LoadResult } from '../../src/loaders/ods/load-result.ts';
import { loadWalk } from '../../src/loaders/ods/load-walk.ts';

export const SITE = '1650543787720773' as SiteId;
export const ZONE = 'Asia/Shanghai';

/** What a walk under test brought: pages of record texts, received one second apart. */
export interface WalkUnderTest {
  readonly table?: string;
  readonly at: string;
  readonly pages: readonly (readonly string[])[];
  readonly window?: Window;
  readonly end?: Partial<WalkEnd> | null;
  readonly siteId?: SiteId;
}

/** A walk as the archive would give it, with bodies in memory. */
export function walkOf(walk: WalkUnderTest): ArchivedWalk {
  const { table = 'site_tables_master', siteId = SITE } = walk;
  const endpoint = endpointOfTable(table);
  const started = new Date(walk.at).getTime();
  const rows = walk.pages.flat().length;
  const total = walk.end?.total === undefined ? rows : walk.end.total;
  return {
    walkId: `${table}-${walk.at}`,
    scope: { siteId, table, window: walk.window ?? null, ids: null },
    startedAt: new Date(started).toISOString(),
    end:
      walk.end === null
        ? null
        : {
            proven: (walk.end?.doubts ?? []).length === 0,
            doubts: [],
            pages: walk.pages.length,
            rowsSeen: rows,
            endedAt: new Date(started + walk.pages.length * 1000).toISOString(),
            ...walk.end,
            total,
          },
    pages: walk.pages.map((records, i) => {
      const list = `[${records.join(',')}]`;
      const body = endpoint.listPath
        .split('.')
        .reverse()
        .reduce((inner, key, depth) => `{"${key}":${inner}${depth === 0 ? `,"total":${total ?? 'null'}` : ''}}`, list);
      const file = `${siteId}/${table}/${walk.at}/${i + 1}.json.gz`;
      const receivedAt = new Date(started + i * 1000).toISOString();
      const facts = { pageNo: i + 1, id: null, file, receivedAt, sha256: '', bytes: body.length };
      return toPage(facts, async () => Buffer.from(body));
    }),
  };
}

/** Loads walks as a run would, without lease. */
export function loaderOn(
  pool: Pool,
  overrides: Partial<LoadContext> = {},
): (walk: WalkUnderTest) => Promise<LoadResult> {
  return (walk) => {
    const archived = walkOf(walk);
    const atomically = <T>(work: (client: Client) => Promise<T>): Promise<T> => withTransaction(pool, work);
    const endpoint = endpointOfTable(archived.scope.table, ENDPOINTS);
    const siteId = archived.scope.siteId;
    return loadWalk(archived, {
      endpoint,
      siteId,
      timezone: ZONE,
      runId: null,
      acceptDeletes: false,
      atomically,
      ...overrides,
    });
  };
}
