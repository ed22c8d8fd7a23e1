import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import type { Client } from './connection.ts';

/** The driver's connection offers these to streams; its types leave them out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * COPY of bytes that are there already. They are sent right behind the statement, without waiting for the server to ask
 * for them: so it shares a pipelined connection with other queries, which streams cannot. A server that refuses the
 * statement skips them. The driver takes no other kind of query on such a connection than its own, hence the base class.
 */
class CopyIn extends pg.Query {
  constructor(
    sql: string,
    data: Buffer,
    done: (error: Error | undefined, result: { rowCount: number | null }) => void,
  ) {
    super(sql, done);
    this.submit = (connection) => {
      const wire = connection as unknown as CopyConnection;
      wire.query(sql);
      wire.sendCopyFromChunk(data);
      wire.endCopyFrom();
    };
  }

  /** The server asks for what it has been sent. */
  handleCopyInResponse(): void {}
}

/** Runs `copy … from stdin (format binary)` with bytes of `toCopyData`; answers the number of rows stored. */
export function copyIn(client: Client, sql: string, data: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const query = new CopyIn(sql, data, (error, result) => {
      if (error === undefined || error === null) resolve(result.rowCount ?? 0);
      else reject(error);
    });
    client.query(query);
  });
}

// Signature, flags, length of the extension.
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = int16(-1);

/** The bytes of a COPY in binary. Each row is its `fields` fields as the functions below make them, in one piece or several. */
export function toCopyData(fields: number, rows: readonly (readonly Buffer[])[]): Buffer {
  const count = int16(fields);
  return Buffer.concat([HEADER, ...rows.flatMap((row) => [count, ...row]), TRAILER]);
}

export const COPY_NULL = int32(-1);

/** A text. */
export function copyText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const field = Buffer.allocUnsafe(4 + length);
  field.writeInt32BE(length);
  field.write(text, 4);
  return field;
}

/** What stands before the bytes of a JSON text in a jsonb field: the length and the version of the format. */
export function copyJsonbHead(json: Buffer): Buffer {
  const head = Buffer.allocUnsafe(5);
  head.writeInt32BE(json.length + 1);
  head[4] = 1;
  return head;
}

export const copyInteger = (value: number): Buffer => Buffer.concat([int32(4), int32(value)]);

export const copyBoolean = (value: boolean): Buffer => Buffer.from([0, 0, 0, 1, value ? 1 : 0]);

/** A bigint from its decimal text. */
export function copyBigint(text: string): Buffer {
  const field = Buffer.allocUnsafe(12);
  field.writeInt32BE(8);
  field.writeBigInt64BE(BigInt(text), 4);
  return field;
}

const POSTGRES_EPOCH_US = 946_684_800_000_000n;

/** A timestamptz from its ISO text: microseconds since 2000-01-01 UTC. */
export function copyInstant(iso: string): Buffer {
  const sinceUnix = Temporal.Instant.from(iso).epochNanoseconds / 1_000n;
  return copyBigint(String(sinceUnix - POSTGRES_EPOCH_US));
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}
