import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { connectClient } from '../../src/database/connection.ts';
import { contend } from '../lib/contender.ts';

/** Streams prepared files into a table by COPY, one transaction a file: the limit of what a load can reach. */
export interface LoadCopyJob {
  readonly url: string;
  readonly table: string;
  readonly files: readonly string[];
}

await contend<LoadCopyJob, { readonly rows: number }>(async (job, measure) => {
  const client = await connectClient(job.url, { applicationName: 'bench contender copy' });
  let rows = 0;
  await measure(async () => {
    for (const file of job.files) {
      const copy = client.query(copyFrom(`copy ${job.table} from stdin`));
      await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), copy);
      rows += copy.rowCount ?? 0;
    }
  });
  await client.end();
  return { rows };
});
