import type { Endpoint } from '../../catalog/endpoint.ts';
import { JsonScanner, type ScanListener } from './json-scanner.ts';

/** A piece of a plain file that becomes one page. */
export interface PageSpan {
  readonly start: number;
  readonly end: number;
  readonly records: number;
  /** True: the piece is a response itself. False: records, separated by commas, that need an envelope. */
  readonly isResponse: boolean;
}

const RECORDS_PER_PAGE = 100;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** Groups neighbouring records, so that a page is one piece of the file. */
class PageGroups {
  #open: { start: number; end: number; records: number } | null = null;

  add(start: number, end: number): PageSpan | null {
    this.#open =
      this.#open === null ? { start, end, records: 1 } : { ...this.#open, end, records: this.#open.records + 1 };
    const { records } = this.#open;
    return records >= RECORDS_PER_PAGE || end - this.#open.start >= MAX_PAGE_BYTES ? this.close() : null;
  }

  close(): PageSpan | null {
    const span = this.#open;
    this.#open = null;
    return span === null ? null : { ...span, isResponse: false };
  }
}

/**
 * Cuts a plain file into pages while its bytes pass by. The three forms are told apart by the first element: a list of
 * records, one response, or a list of responses (objects with `data` and either `code` or a list that we know).
 */
export class PlainIndex implements ScanListener {
  readonly #scanner: JsonScanner;
  /** Where a response may hold its list, most trusted first. */
  readonly #candidates: readonly string[];
  readonly #ready: PageSpan[] = [];
  readonly #records = new PageGroups();
  /** Whether the elements of a top-level list are responses; null until the first one has ended. */
  #areResponses: boolean | null = null;
  #hasTopList = false;
  #members = new Set<string>();
  #lists = new Map<string, { readonly groups: PageGroups; readonly spans: PageSpan[] }>();

  constructor(endpoint: Pick<Endpoint, 'listPath' | 'altListPaths'>, offset: number) {
    const paths = [endpoint.listPath, ...endpoint.altListPaths, 'data.list', 'data'].map((path) => path.toLowerCase());
    this.#candidates = [...new Set(paths)];
    const watched = new Set(['', ...this.#candidates, ...this.#candidates.map((path) => `*.${path}`)]);
    this.#scanner = new JsonScanner(this, watched, offset);
  }

  /** Takes the next bytes of the file and returns the pages that are complete with them. */
  feed(chunk: Uint8Array): PageSpan[] {
    this.#scanner.feed(chunk);
    return this.#ready.splice(0);
  }

  /** Throws BadJson when the file is not whole. */
  finish(): PageSpan[] {
    this.#scanner.finish();
    return this.#ready.splice(0);
  }

  onMember(name: string): void {
    this.#members.add(name);
  }

  onList(list: string): void {
    if (list === '') this.#hasTopList = true;
    else this.#lists.set(list.replace(/^\*\./, ''), { groups: new PageGroups(), spans: [] });
  }

  onValue(list: string | null, start: number, end: number): void {
    if (list === null) this.#endOfFile(start, end);
    else if (list === '') this.#endOfElement(start, end);
    else this.#endOfListed(list.replace(/^\*\./, ''), start, end);
  }

  #endOfListed(list: string, start: number, end: number): void {
    const found = this.#lists.get(list);
    const span = found?.groups.add(start, end) ?? null;
    if (span !== null) found?.spans.push(span);
  }

  #looksLikeResponse(): boolean {
    return this.#members.has('data') && (this.#members.has('code') || this.#lists.size > 0);
  }

  #endOfElement(start: number, end: number): void {
    this.#areResponses ??= this.#looksLikeResponse();
    if (this.#areResponses) this.#endOfResponse(start, end);
    else this.#push(this.#records.add(start, end));
    this.#forgetElement();
  }

  #endOfFile(start: number, end: number): void {
    if (this.#hasTopList) this.#push(this.#records.close());
    else if (this.#looksLikeResponse()) this.#endOfResponse(start, end);
    else this.#push({ start, end, records: 1, isResponse: false });
  }

  /** The records of the most trusted list; a response without any record goes on whole, because its code counts. */
  #endOfResponse(start: number, end: number): void {
    const list = this.#candidates.find((candidate) => this.#lists.has(candidate));
    const found = list === undefined ? undefined : this.#lists.get(list);
    const rest = found?.groups.close() ?? null;
    const spans = rest === null ? (found?.spans ?? []) : [...(found?.spans ?? []), rest];
    if (spans.length === 0) return this.#push({ start, end, records: found === undefined ? 1 : 0, isResponse: true });
    for (const span of spans) this.#push(span);
  }

  #forgetElement(): void {
    if (this.#members.size > 0) this.#members = new Set();
    if (this.#lists.size > 0) this.#lists = new Map();
  }

  #push(span: PageSpan | null): void {
    if (span !== null) this.#ready.push(span);
  }
}
