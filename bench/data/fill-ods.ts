import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { connectClient } from '../../src/database/connection.ts';
import { ENDPOINT, SITE } from './settlements.ts';
import { copyLine } from './write-archive.ts';

/** Records of one load, by their numbers. */
export interface OdsRange {
  readonly from: number;
  readonly to: number;
  readonly loadId: number;
}

const ODS = `billiards_ods.${ENDPOINT.table}`;
const LINES_A_CHUNK = 200;

/** Puts settlements into ODS as a load of the product would have left them there, by COPY. */
export async function fillOds(url: string, { from, to, loadId }: OdsRange): Promise<void> {
  const client = await connectClient(url, { applicationName: 'bench filler' });
  try {
    await pipeline(Readable.from(chunks(from, to, loadId)), client.query(copyFrom(`copy ${ODS} from stdin`)));
    await client.query(
      `insert into etl_admin.etl_load_counter (site_id, table_name, last_load_id) values ($1, $2, $3)
on conflict (site_id, table_name) do update set last_load_id = excluded.last_load_id`,
      [SITE, ENDPOINT.table, loadId],
    );
  } finally {
    await client.end();
  }
}

function* chunks(from: number, to: number, loadId: number): Generator<string> {
  for (let at = from; at < to; at += LINES_A_CHUNK) {
    const count = Math.min(LINES_A_CHUNK, to - at);
    yield Array.from({ length: count }, (_, i) => copyLine(at + i, i, 'first', loadId)).join('');
  }
}
