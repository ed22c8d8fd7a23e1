import { sha256Hex } from '../base/digest.ts';
import { firstRawAt, rawAt, sliceElements, wellFormed } from '../base/json-slices.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { PageRole } from './archive/manifest.ts';
import type { ArchivedPage, WalkScope } from './archive/walk.ts';
import type { WalkWriter } from './archive/writer.ts';
import type { ApiResponse } from './call.ts';
import type { ApiClient } from './client.ts';
import { type Envelope, type FoundList, readEnvelope } from './envelope.ts';
import type { Meter } from './meter.ts';
import { buildRequestBody, type PageRequest } from './request-body.ts';

/** What every request of one walk shares. */
export interface Reading {
  readonly client: ApiClient;
  readonly endpoint: Endpoint;
  readonly scope: WalkScope;
  readonly writer: WalkWriter;
  readonly deadline: Date | undefined;
  readonly meter: Meter | undefined;
}

/** One understood answer, not yet archived. */
export interface Answer {
  readonly pageNo: number;
  readonly id: string | null;
  readonly response: ApiResponse;
  readonly rows: number;
  readonly total: number | null;
  /** Equal for two answers that hold the same records, by key, in the same order. */
  readonly fingerprint: string;
}

/** Asks for one page or id. An answer that is no success is archived as refused before its error is thrown. */
export async function askPage(
  reading: Reading,
  pageNo: number,
  request: PageRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { client, endpoint, scope, deadline, meter } = reading;
  const body = buildRequestBody(endpoint, scope, request);
  const response = await client.post({ path: endpoint.path, body, deadline, signal, meter });
  const id = request.id ?? null;
  let envelope: Envelope;
  try {
    envelope = readEnvelope(response.json, endpoint);
  } catch (error) {
    await archivePage(reading, { pageNo, id, response }, 'refused');
    throw error;
  }
  const { list, total } = envelope;
  const fingerprint = fingerprintOf(response.raw, list, endpoint.key);
  return { pageNo, id, response, rows: list.items.length, total, fingerprint };
}

/** Puts an answer on disk. */
export async function archivePage(
  reading: Reading,
  answer: Pick<Answer, 'pageNo' | 'id' | 'response'>,
  role: PageRole,
): Promise<ArchivedPage> {
  const { raw, sha256, receivedAt, status, attempts } = answer.response;
  const { pageNo, id } = answer;
  return reading.writer.write({ role, pageNo, id, raw, sha256, receivedAt, status, attempts });
}

/**
 * The keys decide, not the text: a server that stamps each answer with the time, or a row edited in the meantime, must
 * not make the same page look like another one. A page with a record without a key is compared by its text.
 */
function fingerprintOf(raw: Buffer, list: FoundList, key: string): string {
  const records = sliceElements(wellFormed(raw), list.path)?.items ?? [];
  const keys = rawKeys(records, key);
  return sha256Hex((keys.includes(undefined) ? records.map(String) : keys).join('\n'));
}

/** Raw texts of the keys of records; quotes are dropped, so that a key is the same as number and as text. */
export function rawKeys(records: readonly Buffer[], key: string): (string | undefined)[] {
  const path = key.split('.');
  const names = path.map((name) => Buffer.from(name));
  return records.map((record) => (firstRawAt(record, names) ?? rawAt(record, path))?.replace(/^"(.*)"$/s, '$1'));
}
