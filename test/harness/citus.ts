import { connectClient, type Pool } from '../../src/database/connection.ts';

/**
 * The database servers of the test run: the coordinator, and the workers of a Citus cluster where the tests run on one
 * (TEST_CITUS_DSN: a database of the coordinator that knows its workers). A test database is one on each of them.
 */
export async function readMachines(serverUrl: string): Promise<string[]> {
  const client = await connectClient(serverUrl);
  try {
    const { rows } = await client.query<{ host: string; port: number }>(
      "select nodename as host, nodeport as port from pg_dist_node where noderole = 'primary' and groupid <> 0 order by 2",
    );
    return [serverUrl, ...rows.map((row) => urlOfMachine(serverUrl, row.host, row.port))];
  } finally {
    await client.end();
  }
}

/** Makes new, empty databases of one name know each other. */
export async function joinMachines(pool: Pool, machines: readonly string[]): Promise<void> {
  const [coordinator, ...workers] = machines.map((url) => new URL(url));
  if (coordinator === undefined || workers.length === 0)
    throw new Error('TEST_CITUS_DSN names a cluster without workers');
  await pool.query('select citus_set_coordinator_host($1, $2)', [coordinator.hostname, Number(coordinator.port)]);
  for (const { hostname, port } of workers) await pool.query('select citus_add_node($1, $2)', [hostname, Number(port)]);
}

function urlOfMachine(serverUrl: string, host: string, port: number): string {
  const url = new URL(serverUrl);
  url.hostname = host;
  url.port = String(port);
  return url.toString();
}
