import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { type MeasuredHall, OPENING, openHall, runWell } from '../data/hall-year.ts';
import type { CaseContext, CaseResult, ResultLine } from '../lib/case-result.ts';
import { shown } from '../lib/stats.ts';

const SIZES = { full: { from: 31, to: 91, visits: 60 }, quick: { from: 7, to: 14, visits: 20 } };

/** What one part of the warehouse holds. */
interface Part {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

const PARTS = `select case when n.nspname = 'billiards_ods' and c.relname like '%\\_history' then 'ODS, former versions'
    when n.nspname = 'billiards_ods' then 'ODS, raw records'
    when n.nspname = 'etl_admin' then 'books: runs, windows, checks'
    when n.nspname = 'billiards_dws' then 'DWS, marts'
    when c.relname like 'dim\\_%' then 'DWD, dimensions'
    else 'DWD, facts' end as name,
  sum(greatest(c.reltuples, 0))::float8 as rows, sum(pg_total_relation_size(c.oid))::float8 as bytes
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname in ('billiards_ods', 'billiards', 'billiards_dws', 'etl_admin') group by 1 order by 1`;

/** Rows and bytes that a store leaves a day, layer by layer: what two months more make of the size after one. */
export async function runSizing(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { from, to, visits } = context.options.quick ? SIZES.quick : SIZES.full;
  await using hall = await openHall(context.scratch, visits);
  const first = await sizeAt(hall, from, context);
  const last = await sizeAt(hall, to, context);
  const days = to - from;
  const lines = last.parts.map((part) => {
    const before = first.parts.find(({ name }) => name === part.name) ?? { rows: 0, bytes: 0 };
    return { name: part.name, rows: (part.rows - before.rows) / days, bytes: (part.bytes - before.bytes) / days };
  });
  return {
    name: 'sizing',
    title: 'What a store leaves',
    method: [
      `A simulated store of ${visits} visits a day, all 23 endpoints, read in one go up to its day ${from}, then up to its day ${to}; the difference, divided by ${days}. VACUUM ANALYZE before each count; sizes with indexes and TOAST.`,
      'Late edits and rings make more former versions than a hall that is read once; runs every two hours make more books, which retention bounds.',
      `The day after, read alone by all tasks: ${shown(last.dayMs)} ms, ${shown(last.requests)} requests, upstream answering at once.`,
    ],
    columns: ['part', 'rows a day', 'kB a day', 'MB a year', 'bytes a row'],
    lines: [
      ...lines.map(({ name, rows, bytes }) => lineOf(name, bytes, rows)),
      lineOf(
        'database in all',
        lines.reduce((sum, { bytes }) => sum + bytes, 0),
        null,
      ),
      lineOf('archive on disk', (last.archive - first.archive) / days, null),
    ],
    goals: [],
    notes: [],
    seconds: (performance.now() - startedAt) / 1000,
    raw: { first, last, visits },
  };
}

/** `bytes` and `rows` are those of a day; null where rows are not counted. */
function lineOf(name: string, bytes: number, rows: number | null): ResultLine {
  const perRow = rows === null || rows <= 0 ? '' : shown(bytes / rows);
  return {
    cells: [name, rows === null ? '' : shown(rows), shown(bytes / 1024), shown((bytes * 365) / 1024 ** 2), perRow],
  };
}

interface Size {
  readonly parts: readonly Part[];
  readonly archive: number;
  /** The last day, loaded alone. */
  readonly dayMs: number;
  readonly requests: number;
}

async function sizeAt(hall: MeasuredHall, days: number, { say, scratch }: CaseContext): Promise<Size> {
  const day = (n: number): string => addDays(OPENING as LocalDate, n);
  say(`loading a store up to its day ${days}`);
  await hall.at(day(days - 1), async (place) => void (await runWell(place, '*')));
  return await hall.at(day(days), async (place) => {
    const startedAt = performance.now();
    const { tasks } = await runWell(place, '*');
    const dayMs = performance.now() - startedAt;
    await place.database.pool.query('vacuum (analyze)');
    const { rows: parts } = await place.database.pool.query<Part>(PARTS);
    const requests = tasks.reduce((sum, task) => sum + task.requests, 0);
    return { parts, archive: await bytesBelow(join(scratch, 'hall-export')), dayMs, requests };
  });
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
