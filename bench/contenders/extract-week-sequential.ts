import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRequestBody } from '../../src/api/request-body.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { SIMULATED_ENDPOINTS } from '../../src/simulator/contract/endpoints.ts';
import { WEEK_ENDPOINTS, type WeekJob, type WeekRead, weekScope } from '../data/week.ts';
import { contend } from '../lib/contender.ts';

const PAGE_SIZE = 100;

/**
 * A client of the usual kind: one endpoint after the other, one page after the other until one is not full, each endpoint's
 * records kept as one JSON file. It proves nothing and keeps no answer as it came.
 */
await contend<WeekJob, WeekRead>(async (job, measure) => {
  await mkdir(job.folder, { recursive: true });
  let rows = 0;
  await measure(async () => {
    for (const endpoint of WEEK_ENDPOINTS) {
      const records = await readEndpoint(job, endpoint);
      await writeFile(join(job.folder, `${endpoint.table}.json`), JSON.stringify(records));
      rows += records.length;
    }
  });
  return { rows };
});

async function readEndpoint(job: WeekJob, endpoint: Endpoint): Promise<unknown[]> {
  const records: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const request = endpoint.paged ? { page, limit: PAGE_SIZE } : {};
    const response = await fetch(`${job.baseUrl}${endpoint.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${job.token}` },
      body: buildRequestBody(endpoint, weekScope(job, endpoint), request),
    });
    if (!response.ok) throw new Error(`${endpoint.path} answered ${response.status}: ${await response.text()}`);
    const list = listOf(await response.json(), endpoint);
    records.push(...list);
    if (!endpoint.paged || list.length < PAGE_SIZE) return records;
  }
}

/** The list stands where the simulator puts it, which for one endpoint is not where it is documented. */
function listOf(body: unknown, { table }: Endpoint): readonly unknown[] {
  const path = SIMULATED_ENDPOINTS.find((endpoint) => endpoint.table === table)?.listPath.split('.') ?? [];
  const list = path.reduce((at, name) => (at as Readonly<Record<string, unknown>> | null)?.[name], body);
  if (!Array.isArray(list)) throw new Error(`${table}: no list at ${path.join('.')}`);
  return list;
}
