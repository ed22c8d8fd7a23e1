import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '../../base/digest.ts';
import { readWalk } from './reader.ts';
import { type ArchivedWalk, toPage, type WalkEnd, type WalkScope } from './walk.ts';
import { createArchiveWriter, toWalkId } from './writer.ts';

/** Answers that another system kept, as one walk; the same contents make the same walk, whenever they are brought. */
export interface ImportedWalk {
  readonly scope: WalkScope;
  /** Where they were asked from upstream, and where they come from. */
  readonly request: { readonly path: string; readonly body: string };
  /** In the order in which they were received; at least one. */
  readonly pages: readonly ImportedPage[];
}

export interface ImportedPage {
  readonly receivedAt: Date;
  readonly raw: Buffer;
  readonly records: number;
}

/** Tells walks apart by what is in them. */
export function importedWalkId({ scope, pages }: ImportedWalk): string {
  const content = createHash('sha256').update(`${scope.siteId} ${scope.table}`);
  for (const page of pages) content.update(page.receivedAt.toISOString()).update(page.raw);
  return toWalkId(startOf(pages), content.digest('hex').slice(0, 16));
}

/** Puts the walk into the archive; what an import that was killed left of it is made anew. */
export async function archiveImported(root: string, walk: ImportedWalk): Promise<ArchivedWalk> {
  const { scope, request, pages } = walk;
  const walkId = importedWalkId(walk);
  const folder = [scope.siteId, scope.table, walkId.slice(0, 8), walkId].join('/');
  const there = await readWalk(root, folder);
  if (there !== null && there.end !== null) return there;
  // Nothing was loaded from a walk without an end: that happens only after this function has returned.
  await rm(path.join(root, folder), { recursive: true, force: true });
  const writer = await createArchiveWriter(root).begin({ scope, request, walkId, startedAt: startOf(pages) });
  try {
    for (const [i, { raw, receivedAt }] of pages.entries()) {
      const page = { role: 'page', pageNo: i + 1, id: null, status: 200, attempts: 1 } as const;
      await writer.write({ ...page, raw, receivedAt, sha256: sha256Hex(raw) });
    }
    return await writer.end(endOf(pages));
  } finally {
    await writer.close();
  }
}

/** The walk as `archiveImported` would give it, without writing anything: for a dry run. */
export function pretendImported(walk: ImportedWalk): ArchivedWalk {
  const { scope, pages } = walk;
  const walkId = importedWalkId(walk);
  return {
    walkId,
    scope,
    startedAt: startOf(pages).toISOString(),
    end: endOf(pages),
    pages: pages.map(({ raw, receivedAt: received }, i) => {
      const receivedAt = received.toISOString();
      const facts = {
        pageNo: i + 1,
        id: null,
        file: `${walkId}/${i + 1}`,
        receivedAt,
        sha256: sha256Hex(raw),
        bytes: raw.length,
      };
      return toPage(facts, async () => raw);
    }),
  };
}

/** What another system kept says nothing about what it did not keep: never proven, and never a proof of absence. */
function endOf(pages: readonly ImportedPage[]): WalkEnd {
  const rowsSeen = pages.reduce((sum, { records }) => sum + records, 0);
  const endedAt = (pages.at(-1)?.receivedAt ?? startOf(pages)).toISOString();
  return { proven: false, doubts: ['no-total', 'unfinished'], total: null, pages: pages.length, rowsSeen, endedAt };
}

function startOf([first]: readonly ImportedPage[]): Date {
  if (first === undefined) throw new Error('a walk without pages was to be imported');
  return first.receivedAt;
}
