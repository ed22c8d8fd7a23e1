import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { connectClient } from '../../src/database/connection.ts';
import { ENDPOINT, SITE } from './settlements.ts';
import { copyLine } from './write-archive.ts';

/** Records by their numbers, and the last load before theirs. */
export interface OdsRange {
  readonly from: number;
  readonly to: number;
  readonly after: number;
}

const ODS = `billiards_ods.${ENDPOINT.table}`;
const LINES_A_CHUNK = 200;
/** Records a walk of the product brings on a busy day. */
const RECORDS_A_LOAD = 1_000;

/** Puts settlements into ODS as loads of the product would have left them there, by COPY. Returns the last load. */
export async function fillOds(url: string, range: OdsRange): Promise<number> {
  const last = loadOf(range, range.to - 1);
  const client = await connectClient(url, { applicationName: 'bench filler' });
  try {
    await pipeline(Readable.from(chunks(range)), client.query(copyFrom(`copy ${ODS} from stdin`)));
    await client.query(
      `insert into etl_admin.etl_load_counter (site_id, table_name, last_load_id) values ($1, $2, $3)
on conflict (site_id, table_name) do update set last_load_id = excluded.last_load_id`,
      [SITE, ENDPOINT.table, last],
    );
    return last;
  } finally {
    await client.end();
  }
}

const loadOf = ({ from, after }: OdsRange, record: number): number =>
  after + 1 + Math.floor((record - from) / RECORDS_A_LOAD);

function* chunks(range: OdsRange): Generator<string> {
  for (let at = range.from; at < range.to; at += LINES_A_CHUNK) {
    const count = Math.min(LINES_A_CHUNK, range.to - at);
    yield Array.from({ length: count }, (_, i) => copyLine(at + i, i, 'first', loadOf(range, at))).join('');
  }
}
