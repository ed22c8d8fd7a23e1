import type { Clock } from '../base/clock.ts';
import { sliceElements, wellFormed } from '../base/json-slices.ts';
import { type Endpoint, MAX_PAGE_SIZE } from '../catalog/endpoint.ts';
import type { ArchivedPage, ArchivedWalk, WalkDoubt, WalkEnd, WalkScope } from './archive/walk.ts';
import type { ArchiveWriter } from './archive/writer.ts';
import type { ApiClient } from './client.ts';
import { findList, isRefusal } from './envelope.ts';
import type { Meter } from './meter.ts';
import { type Answer, archivePage, askPage, type Reading, rawKeys } from './page.ts';
import { forEachConcurrently } from './pool.ts';
import { buildRequestBody, type PageRequest } from './request-body.ts';

export interface WalkOptions {
  readonly client: ApiClient;
  readonly endpoint: Endpoint;
  readonly scope: WalkScope;
  readonly archive: ArchiveWriter;
  readonly clock: Clock;
  /** Records asked for a page; default and at most MAX_PAGE_SIZE. */
  readonly pageSize?: number;
  /** Pages (or ids) asked for at once; the client's limiter may allow fewer. Default 8. */
  readonly pageConcurrency?: number;
  /** No page is asked for beyond this one, whatever upstream says; default 20,000. */
  readonly maxPages?: number;
  readonly signal?: AbortSignal | undefined;
  /** A wait that would end later fails the walk with TransientError and its `retryAt`. */
  readonly deadline?: Date | undefined;
  readonly meter?: Meter | undefined;
}

const DEFAULT_CONCURRENCY = 8;
const DEFAULT_MAX_PAGES = 20_000;

/**
 * Reads one scope of one endpoint into the archive and says how far the pages prove themselves complete (WalkEnd). Throws
 * what the client or the envelope throws; the pages read until then stay in the archive, without an end.
 */
export async function walkEndpoint(options: WalkOptions): Promise<ArchivedWalk> {
  const { endpoint, scope, clock } = options;
  // Built before anything is written: a scope that does not fit leaves no trace.
  const body = buildRequestBody(endpoint, scope, firstRequest(options));
  const request = { path: endpoint.path, body };
  const writer = await options.archive.begin({ scope, request, startedAt: clock.now() });
  try {
    const walk = new Walk(options, { ...options, writer, deadline: options.deadline, meter: options.meter });
    return await writer.end({ ...(await walk.read()), endedAt: clock.now().toISOString() });
  } finally {
    await writer.close();
  }
}

function firstRequest(options: WalkOptions): PageRequest {
  const { endpoint, scope } = options;
  if (endpoint.mode === 'per-id') return scope.ids?.[0] === undefined ? {} : { id: scope.ids[0] };
  return pageRequest(options, 1);
}

function pageRequest({ endpoint, pageSize }: WalkOptions, page: number): PageRequest {
  return endpoint.paged ? { page, limit: Math.min(pageSize ?? MAX_PAGE_SIZE, MAX_PAGE_SIZE) } : {};
}

/** The furthest page asked for while the total was trusted. */
interface Boundary {
  readonly pageNo: number;
  readonly rows: number;
  readonly isNew: boolean;
}

class Walk {
  readonly #options: WalkOptions;
  readonly #reading: Reading;
  readonly #width: number;
  readonly #maxPages: number;
  readonly #doubts = new Set<WalkDoubt>();
  readonly #kept: ArchivedPage[] = [];
  readonly #fingerprints = new Set<string>();
  #rows = 0;
  #total: number | null = null;

  constructor(options: WalkOptions, reading: Reading) {
    this.#options = options;
    this.#reading = reading;
    this.#width = options.pageConcurrency ?? DEFAULT_CONCURRENCY;
    this.#maxPages = options.maxPages ?? DEFAULT_MAX_PAGES;
  }

  async read(): Promise<Omit<WalkEnd, 'endedAt'>> {
    const { endpoint, scope } = this.#options;
    if (endpoint.mode === 'per-id') await this.#readIds(scope.ids ?? []);
    else await this.#readPages();
    const doubts = [...this.#doubts];
    return {
      proven: doubts.length === 0,
      doubts,
      total: this.#total,
      pages: this.#kept.length,
      rowsSeen: this.#rows,
    };
  }

  async #readPages(): Promise<void> {
    const first = await this.#ask(1);
    await this.#keep(first);
    this.#total = first.total;
    if (this.#total === null) this.#doubts.add('no-total');
    if (this.#options.endpoint.paged) await this.#readFurther(first);
    if (this.#kept.length > 1) await this.#recheck(first);
    if (this.#total !== null) await this.#compareWithTotal(this.#total);
  }

  async #readFurther(first: Answer): Promise<void> {
    if (first.total === null) return this.#readUntilEmpty(2);
    if (first.rows === 0) return;
    const size = this.#effectiveSize(first, first.total);
    const last = await this.#readInParallel(first, first.total, size);
    // More than the total promised: whatever the total counts, it is not this list. The rows are worth having all the same.
    if (last.isNew && last.rows >= size) await this.#readUntilEmpty(last.pageNo + 1);
  }

  /** Upstream may cut the page size silently: a page 1 that is not the whole list shows the size in force. */
  #effectiveSize(first: Answer, total: number): number {
    const asked = pageRequest(this.#options, 1).limit ?? first.rows;
    return first.rows < total ? first.rows : Math.max(asked, first.rows);
  }

  /**
   * When the total fills its last page exactly, one page more is asked for: a total that is cut at a round number (some
   * search back ends stop counting at 10,000) would otherwise pass for a complete list. Returns the last page asked for.
   */
  async #readInParallel(first: Answer, total: number, size: number): Promise<Boundary> {
    const pages = Math.ceil(total / size);
    const numbers = new PageNumbers(Math.min(pages * size === total ? pages + 1 : pages, this.#maxPages));
    if (pages > this.#maxPages) this.#doubts.add('overlong');
    let last: Boundary = { pageNo: 1, rows: first.rows, isNew: true };
    const { signal } = this.#options;
    const writes = new WritesBehind(this.#width);
    try {
      await forEachConcurrently(numbers, { width: this.#width, signal }, async (pageNo, stop) => {
        const answer = await this.#ask(pageNo, stop);
        const isNew = this.#isNew(answer);
        if (!isNew) numbers.endBefore(pageNo);
        if (pageNo > last.pageNo) last = { pageNo, rows: answer.rows, isNew };
        await writes.add(isNew ? this.#keep(answer) : this.#archiveBeyond(answer));
      });
    } finally {
      await writes.settled();
    }
    writes.throwFailure();
    return last;
  }

  /** Without a total only an empty or repeated page shows the end; a short page alone may be one cut by a filter. */
  async #readUntilEmpty(from: number): Promise<void> {
    for (let pageNo = from; pageNo <= this.#maxPages; pageNo += 1) {
      if (!(await this.#keepIfNew(await this.#ask(pageNo)))) return;
    }
    this.#doubts.add('overlong');
  }

  /** Keys on page 1 that differ at the end mean that rows moved between pages while they were read. */
  async #recheck(first: Answer): Promise<void> {
    const again = await this.#ask(1);
    await archivePage(this.#reading, again, 'recheck');
    if (again.fingerprint !== first.fingerprint) this.#doubts.add('first-page-changed');
    this.#compareTotals(again);
  }

  #compareTotals(answer: Answer): void {
    if (this.#total !== null && answer.total !== null && answer.total !== this.#total)
      this.#doubts.add('total-changed');
  }

  /** A row that came twice is no harm if every row came: only then are the keys worth counting here. */
  async #compareWithTotal(total: number): Promise<void> {
    if (this.#rows === total) return;
    if (this.#rows > total && (await this.#countDistinctKeys()) === total) return;
    this.#doubts.add('rows-differ-from-total');
  }

  async #countDistinctKeys(): Promise<number | null> {
    const { endpoint } = this.#options;
    const seen = new Set<string>();
    for (const page of this.#kept) {
      const json = wellFormed(await page.raw());
      const list = findList(JSON.parse(json.toString()), endpoint);
      for (const key of rawKeys(sliceElements(json, list.path)?.items ?? [], endpoint.key)) {
        if (key === undefined) return null;
        seen.add(key);
      }
    }
    return seen.size;
  }

  async #readIds(ids: readonly string[]): Promise<void> {
    const { signal } = this.#options;
    await forEachConcurrently(ids.entries(), { width: this.#width, signal }, async ([index, id], stop) => {
      const answer = await this.#askId(index + 1, id, stop);
      if (answer === null) this.#doubts.add('ids-refused');
      else await this.#keep(answer);
    });
  }

  /** Null when upstream refuses this id; that says nothing about the others. */
  async #askId(pageNo: number, id: string, signal: AbortSignal): Promise<Answer | null> {
    try {
      return await askPage(this.#reading, pageNo, { id }, signal);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  #ask(pageNo: number, signal = this.#options.signal): Promise<Answer> {
    return askPage(this.#reading, pageNo, pageRequest(this.#options, pageNo), signal);
  }

  /** False when the page is empty or repeats one that was read: there is nothing behind it. */
  async #keepIfNew(answer: Answer): Promise<boolean> {
    const isNew = this.#isNew(answer);
    await (isNew ? this.#keep(answer) : this.#archiveBeyond(answer));
    return isNew;
  }

  #isNew(answer: Answer): boolean {
    return answer.rows > 0 && !this.#fingerprints.has(answer.fingerprint);
  }

  async #archiveBeyond(answer: Answer): Promise<void> {
    await archivePage(this.#reading, answer, 'beyond');
  }

  async #keep(answer: Answer): Promise<void> {
    this.#compareTotals(answer);
    this.#fingerprints.add(answer.fingerprint);
    this.#rows += answer.rows;
    this.#kept.push(await archivePage(this.#reading, answer, 'page'));
  }
}

/** The numbers 2 … last; the end can move closer while they are being handed out. */
class PageNumbers implements Iterable<number> {
  #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  endBefore(pageNo: number): void {
    this.#last = Math.min(this.#last, pageNo - 1);
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let pageNo = 2; pageNo <= this.#last; pageNo += 1) yield pageNo;
  }
}

/**
 * Lets the next page be asked for while this one is still being compressed and forced to disk: waiting for that in turn
 * made a round of eight pages 40 ms longer than upstream's answer. At most `limit` pages wait in memory.
 */
class WritesBehind {
  readonly #limit: number;
  readonly #pending = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room for another page; throws when an earlier write has failed. */
  async add(write: Promise<void>): Promise<void> {
    const pending: Promise<void> = write
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
    if (this.#pending.size >= this.#limit) await Promise.race(this.#pending);
    this.throwFailure();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
