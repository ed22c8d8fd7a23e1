import type { SiteId } from '../../base/ids.ts';
import type { LocalTime } from '../../base/local-time.ts';

/** A half-open range of event time, as sent upstream. */
export interface Window {
  readonly from: LocalTime;
  readonly to: LocalTime;
}

/**
 * What one walk asks for: everything, one window, or a list of ids of one endpoint of one store. A walk over ids makes
 * one request an id, several in flight; its pages are numbered by the position of their id and each page names its id.
 * An id that upstream refuses (code 1400) leaves no page; the walk goes on and ends with the doubt 'ids-refused'.
 */
export interface WalkScope {
  readonly siteId: SiteId;
  /** ODS table of the endpoint. */
  readonly table: string;
  readonly window: Window | null;
  /** The upstream ids asked for by a per-id endpoint (at most some hundreds a walk). */
  readonly ids: readonly string[] | null;
}

/** Why a walk is not proven complete; each is one sentence for the run report. */
export type WalkDoubt =
  | 'no-total'
  | 'rows-differ-from-total'
  | 'first-page-changed'
  | 'total-changed'
  | 'overlong'
  | 'ids-refused'
  | 'unfinished';

/** How a walk ended. `proven` is what the pages alone can tell; the loader adds the count of distinct keys. */
export interface WalkEnd {
  readonly proven: boolean;
  readonly doubts: readonly WalkDoubt[];
  /** What upstream said there is; null when it did not say. */
  readonly total: number | null;
  readonly pages: number;
  /** Records in the pages that count (the re-read of page 1 left out). */
  readonly rowsSeen: number;
  readonly endedAt: string;
}

/** One response of a walk, body as received. */
export interface ArchivedPage {
  readonly pageNo: number;
  /** The id asked for, in walks over ids. */
  readonly id: string | null;
  /** Path of the body file relative to the archive root; kept in ODS as `source_file`. */
  readonly file: string;
  /** ISO instant at which the response had been received. */
  readonly receivedAt: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Reads the body as received; throws ArchiveCorrupt when it does not match its hash. */
  raw(): Promise<Buffer>;
  /** The body as text. */
  body(): Promise<string>;
}

/** A page from what is known of it and what reads its body. */
export function toPage(facts: Omit<ArchivedPage, 'raw' | 'body'>, raw: () => Promise<Buffer>): ArchivedPage {
  return { ...facts, raw, body: async () => new TextDecoder().decode(await raw()) };
}

/** One walk as it lies in the archive: what live loading, replay and retry all read. */
export interface ArchivedWalk {
  readonly walkId: string;
  readonly scope: WalkScope;
  readonly startedAt: string;
  /** Null when the process died before the walk ended: such pages load, but prove nothing. */
  readonly end: WalkEnd | null;
  /** The pages that count, by page number. */
  readonly pages: readonly ArchivedPage[];
}
