import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readArchive } from '../api/archive/reader.ts';
import type { ArchivedWalk } from '../api/archive/walk.ts';
import type { Clock } from '../base/clock.ts';
import { ConfigError, EtlError } from '../base/errors.ts';
import type { Reporter } from '../base/reporter.ts';
import type { ContractFile } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { failed } from './contract-check.ts';
import { inspectEndpoint, type UpstreamAnswer } from './contract-inspect.ts';
import { type ContractReport, type EndpointCheck, toContractReport } from './contract-report.ts';

/** What a check of an archive needs. */
export interface ArchiveCheckOptions {
  /** Root of the archive, or the EXPORT_ROOT above it. */
  readonly dir: string;
  /** Null: the newest walk of whichever store. */
  readonly siteId: string | null;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** The endpoints to report on, corrections applied. */
  readonly endpoints: readonly Endpoint[];
  /** The CONTRACT_FILE in force. */
  readonly inForce: ContractFile | null;
}

/** Pages of a walk that are looked at. */
const MOST_PAGES = 20;

/** Compares the newest archived walk of every endpoint with the catalog, without a request. */
export async function checkArchive(options: ArchiveCheckOptions): Promise<ContractReport> {
  const root = await findRoot(options.dir);
  const newest = await newestWalks(root, options);
  if (newest.size === 0) {
    const whose = options.siteId === null ? '' : ` of store ${options.siteId}`;
    throw new ConfigError('NO_WALKS', `${options.dir} holds no archived walk${whose}: give a folder that runs wrote`);
  }
  const checks: EndpointCheck[] = [];
  for (const endpoint of options.endpoints) checks.push(await checkWalk(endpoint, newest.get(endpoint.table)));
  const sites = new Set([...newest.values()].map((walk) => walk.scope.siteId));
  const siteId = sites.size === 1 ? ([...sites][0] ?? null) : null;
  const checkedAt = options.clock.now().toISOString();
  return toContractReport({ source: 'archive', siteId, checkedAt }, checks, options.inForce);
}

async function findRoot(dir: string): Promise<string> {
  if (!existsSync(dir)) throw new ConfigError('NO_FOLDER', `${dir} is not a folder that can be read`);
  const below = path.join(dir, 'JSON');
  const holdsStores = (await readdir(dir)).some((name) => /^\d+$/.test(name));
  return !holdsStores && existsSync(below) ? below : dir;
}

/** A newer walk without records says less than an older one with some. */
async function newestWalks(root: string, options: ArchiveCheckOptions): Promise<Map<string, ArchivedWalk>> {
  const newest = new Map<string, ArchivedWalk>();
  const walks = readArchive(root, {
    tables: options.endpoints.map((endpoint) => endpoint.table),
    ...(options.siteId === null ? {} : { siteIds: [options.siteId] }),
    onCorrupt: (error) => options.reporter.warn(`${error.message}; left out`),
  });
  for await (const walk of walks) {
    const known = newest.get(walk.scope.table);
    if (known === undefined || hasRows(walk) || !hasRows(known)) newest.set(walk.scope.table, walk);
  }
  return newest;
}

function hasRows({ end, pages }: ArchivedWalk): boolean {
  return end === null ? pages.length > 0 : end.rowsSeen > 0;
}

async function checkWalk(endpoint: Endpoint, walk: ArchivedWalk | undefined): Promise<EndpointCheck> {
  const { table, task, path: asked } = endpoint;
  const nothing = { rowsChecked: 0, listPath: null, total: null, rowsWithKey: 0, findings: [] };
  if (walk === undefined) {
    const error = { code: 'NOT_ARCHIVED', message: 'the archive holds no walk of this endpoint' };
    return { table, task, path: asked, window: null, ...nothing, status: 'absent', error };
  }
  try {
    return inspectEndpoint(endpoint, await readAnswers(walk), walk.scope);
  } catch (error) {
    if (!(error instanceof EtlError)) throw error;
    return failed(endpoint, walk.scope, error);
  }
}

async function readAnswers(walk: ArchivedWalk): Promise<UpstreamAnswer[]> {
  const answers: UpstreamAnswer[] = [];
  for (const page of walk.pages.slice(0, MOST_PAGES)) {
    const text = await page.body();
    answers.push({ text, json: JSON.parse(text) as unknown });
  }
  return answers;
}
