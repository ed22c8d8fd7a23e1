import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { LogAnswer, LogLine } from '../../api/pipeline.ts';

/** Whose lines are wanted. */
export interface LogAsked {
  readonly runId: string;
  readonly processId: number;
  readonly startedAt: Date;
  /** Up to when it was at work, or up to now. */
  readonly endedAt: Date;
  /** Only lines that name one of these stores; null: all lines. */
  readonly siteIds: readonly string[] | null;
}

const SHOWN = 500;
/** A run goes over midnight at most so often that somebody would read all of its log. */
const MOST_FILES = 4;
/** What was said right before the record of the run began, and right after it ended, is of it as well. */
const MARGIN_MS = 2_000;

/**
 * What the log of this machine has of a run: lines that name it, and those its process wrote meanwhile without naming
 * another one.
 */
export async function readRunLog(logRoot: string, asked: LogAsked): Promise<Pick<LogAnswer, 'lines' | 'isCut'>> {
  const lines: LogLine[] = [];
  let isCut = false;
  for (const file of filesOf(logRoot, asked)) {
    for await (const text of linesOf(file)) {
      const line = toLine(text, asked);
      if (line === null) continue;
      lines.push(line);
      if (lines.length > SHOWN) isCut = lines.shift() !== undefined;
    }
  }
  return { lines, isCut };
}

/** One file a day, by UTC. */
function filesOf(logRoot: string, { startedAt, endedAt }: LogAsked): string[] {
  const files: string[] = [];
  const dayMs = 86_400_000;
  const last = Math.floor((endedAt.getTime() + MARGIN_MS) / dayMs);
  for (let day = Math.floor((startedAt.getTime() - MARGIN_MS) / dayMs); day <= last; day += 1) {
    files.push(path.join(logRoot, `etl-${new Date(day * dayMs).toISOString().slice(0, 10)}.jsonl`));
  }
  return files.slice(-MOST_FILES);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await openIfThere(file);
  if (handle !== null) yield* handle.readLines();
}

/** Pruned, or never written: a log may be missing, the run is in the database. */
async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Levels as pino writes them. */
const LEVELS: readonly (readonly [least: number, level: LogLine['level']])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
];

function toLine(text: string, asked: LogAsked): LogLine | null {
  const { runId, processId } = asked;
  // Most lines are of others: these are told without being parsed.
  if (!text.includes(runId) && !text.includes(`"pid":${processId},`)) return null;
  const entry = parse(text);
  if (entry === null || !isOf(entry, asked)) return null;
  const { level, time, pid: _pid, msg, runId: _runId, ...facts } = entry;
  return {
    time: String(time),
    level: LEVELS.find(([least]) => Number(level) >= least)?.[1] ?? 'debug',
    message: typeof msg === 'string' ? msg : '',
    facts: describeFacts(facts),
  };
}

/** Facts that say something: what is not there, or counts nothing, is left out. */
function describeFacts(facts: Readonly<Record<string, unknown>>): string | null {
  const said = Object.entries(facts).filter(([, value]) => value !== null && value !== 0 && value !== '');
  const texts = said.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return texts.length === 0 ? null : texts.join(' ');
}

function isOf(
  { runId: own, pid, time, siteId }: Readonly<Record<string, unknown>>,
  { runId, processId, startedAt, endedAt, siteIds }: LogAsked,
): boolean {
  if (siteIds !== null && (typeof siteId !== 'string' || !siteIds.includes(siteId))) return false;
  if (own !== undefined) return own === runId;
  const at = Date.parse(String(time));
  const isMeanwhile = at >= startedAt.getTime() - MARGIN_MS && at <= endedAt.getTime() + MARGIN_MS;
  return pid === processId && isMeanwhile;
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // The last line of a process that was killed may be half a line.
    return null;
  }
}
