import { connectClient } from '../../src/database/connection.ts';
import { contend } from '../lib/contender.ts';

/** Runs statements in one transaction: what is measured is the database alone. */
export interface RunSqlJob {
  readonly url: string;
  readonly statements: readonly string[];
}

export interface SqlRun {
  /** Rows of each statement, as the server counts them. */
  readonly rowCounts: readonly number[];
}

await contend<RunSqlJob, SqlRun>(async (job, measure) => {
  const client = await connectClient(job.url, { applicationName: 'bench contender sql' });
  const rowCounts: number[] = [];
  await measure(async () => {
    await client.query('begin');
    for (const sql of job.statements) rowCounts.push((await client.query(sql)).rowCount ?? 0);
    await client.query('commit');
  });
  await client.end();
  return { rowCounts };
});
