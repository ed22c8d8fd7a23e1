import type { SiteId } from '../../base/ids.ts';
import type { LocalTime } from '../../base/local-time.ts';
import type { WalkEnd, WalkScope } from './walk.ts';

/** File in each walk's folder that says what lies there; one JSON object a line, appended. */
export const MANIFEST_FILE = 'manifest.jsonl';
export const MANIFEST_VERSION = 1;

/** First line: what was asked, before anything is asked. The request never holds the token. */
export interface HeaderLine {
  readonly kind: 'walk';
  readonly version: number;
  readonly walkId: string;
  readonly siteId: string;
  readonly table: string;
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly ids: readonly string[] | null;
  /** Path and body of the first request, as sent. */
  readonly request: { readonly path: string; readonly body: string };
  readonly startedAt: string;
}

/**
 * What a response is to its walk: one of the pages that count, the re-read of page 1, a page past the end, or an answer
 * that was refused and is kept for whoever has to find out why.
 */
export type PageRole = 'page' | 'recheck' | 'beyond' | 'refused';

/** One line a response, appended only after its body is on disk. */
export interface PageLine {
  readonly kind: PageRole;
  readonly pageNo: number;
  readonly id: string | null;
  /** File name within the walk's folder. */
  readonly file: string;
  readonly sha256: string;
  /** Size of the body before compression. */
  readonly bytes: number;
  readonly receivedAt: string;
  readonly status: number;
  readonly attempts: number;
}

/** Last line of a walk that came to its end. */
export interface EndLine extends WalkEnd {
  readonly kind: 'walk-end';
}

export type ManifestLine = HeaderLine | PageLine | EndLine;

/** What a manifest says, torn or whole. */
export interface Manifest {
  readonly header: HeaderLine;
  readonly pages: readonly PageLine[];
  readonly end: WalkEnd | null;
}

/** Raised by `parseManifest`; the reader turns it into ArchiveCorrupt, which names the file. */
class BadManifest extends Error {}

/**
 * Reads a manifest. A torn last line is what a kill leaves behind and is dropped; null means that not even the first
 * line was written whole. Any other line that cannot be read means damage, and throws.
 */
export function parseManifest(text: string): Manifest | null {
  const lines = text.split('\n');
  const torn = lines.pop() ?? ''; // the text after the last newline: '' when the file ends as it should
  const parsed = lines.map(parseLine);
  // A line written whole but for its newline is still good.
  const last = torn === '' ? null : tryParse(torn);
  if (last !== null) parsed.push(last);
  const [header, ...rest] = parsed;
  if (header === undefined) return null;
  if (header.kind !== 'walk') throw new BadManifest('the first line is not a walk header');
  if (header.version !== MANIFEST_VERSION)
    throw new BadManifest(`version ${String(header.version)} is not known, only ${MANIFEST_VERSION}`);
  return { header, pages: rest.filter(isPageLine), end: rest.find((line) => line.kind === 'walk-end') ?? null };
}

/** The scope a header line describes. */
export function scopeOf(header: HeaderLine): WalkScope {
  const window =
    header.window === null ? null : { from: header.window.from as LocalTime, to: header.window.to as LocalTime };
  return { siteId: header.siteId as SiteId, table: header.table, window, ids: header.ids };
}

function parseLine(line: string, index: number): ManifestLine {
  const parsed = tryParse(line);
  if (parsed === null) throw new BadManifest(`line ${index + 1} cannot be read`);
  return parsed;
}

function tryParse(line: string): ManifestLine | null {
  try {
    const value: unknown = JSON.parse(line);
    return isManifestLine(value) ? value : null;
  } catch {
    return null; // torn or damaged: the caller knows which by its place
  }
}

const PAGE_ROLES: ReadonlySet<string> = new Set<PageRole>(['page', 'recheck', 'beyond', 'refused']);
const FILE_NAME = /^[\w-]+(\.[\w-]+)*$/;

/** Checks what the reader relies on; a file name that leaves the folder is damage, whoever wrote it. */
function isManifestLine(value: unknown): value is ManifestLine {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'walk') return ['siteId', 'table', 'startedAt', 'walkId'].every((name) => name in value);
  if (value.kind === 'walk-end') return 'proven' in value && 'rowsSeen' in value;
  return PAGE_ROLES.has(String(value.kind)) && namesPage(value as Partial<PageLine>);
}

function namesPage({ file, pageNo }: Partial<PageLine>): boolean {
  return typeof file === 'string' && FILE_NAME.test(file) && Number.isSafeInteger(pageNo);
}

function isPageLine(line: ManifestLine): line is PageLine {
  return line.kind !== 'walk' && line.kind !== 'walk-end';
}
