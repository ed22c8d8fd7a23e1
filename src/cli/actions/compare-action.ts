import { readFileSync } from 'node:fs';
import { ConfigError } from '../../base/errors.ts';
import { addDays, isLocalDate, isLocalTime } from '../../base/local-time.ts';
import { compareDatabases } from '../../compare/compare-databases.ts';
import { parseMapping } from '../../compare/mapping.ts';
import type { Comparison } from '../../compare/report.ts';
import { parseDsn } from '../../database/dsn.ts';
import { readElsewhere } from '../../database/read-elsewhere.ts';
import type { CompareCommandOptions } from '../commands/compare.ts';
import type { WrittenText } from '../output.ts';
import { parseCount, parseNames, parseTimezone } from '../parse-options.ts';
import { renderComparison } from '../render/compare.ts';
import { renderComparisonPage } from '../render/compare-page.ts';
import { openReportFile } from '../report-file.ts';
import { loadSurroundings, openConfigured, type Surroundings, withStopSignal } from '../workplace.ts';

/** Rows shown of each kind: a report with more is no longer read. */
const MOST_SAMPLES = 1_000;

/** A comparison, and how it was written. */
export interface WrittenComparison extends WrittenText {
  readonly comparison: Comparison;
}

/** Compares what the command line asks for, and writes it in the form asked for. */
export async function executeCompare(options: CompareCommandOptions): Promise<WrittenComparison> {
  // What can be wrong with the request is found before a server is asked anything.
  parseDsn(options.left, '--left');
  if (options.right !== undefined) parseDsn(options.right, '--right');
  const surroundings = loadSurroundings(options);
  const asked = toRequest(options, surroundings.config.values.TIMEZONE);
  const file = await openReportFile(options.output);
  const comparison = await withStopSignal((signal) => compareSides(options, surroundings, { ...asked, signal }));
  const text = renderAs(comparison, options);
  await file.write(text);
  return { comparison, text, writtenTo: file.path };
}

type Request = Omit<Parameters<typeof compareDatabases>[2], 'clock' | 'reporter'>;

async function compareSides(
  { left: url, right, schemaLeft, schemaRight }: CompareCommandOptions,
  surroundings: Surroundings,
  request: Request,
): Promise<Comparison> {
  const { clock, reporter } = surroundings;
  await using ours =
    right === undefined ? await openConfigured(surroundings, { poolSize: 1, signal: request.signal }) : null;
  await using left = await readElsewhere(url, '--left');
  await using other = await readElsewhere(right ?? ours?.url ?? '', right === undefined ? 'PG_DSN' : '--right');
  return await compareDatabases(
    { side: 'left', database: left, schema: schemaLeft },
    { side: 'right', database: other, schema: schemaRight },
    { ...request, clock, reporter },
  );
}

function toRequest(options: CompareCommandOptions, defaultZone: string): Omit<Request, 'signal'> {
  return {
    mapping: options.mapping === undefined ? {} : parseMapping(options.mapping, (file) => readFileSync(file, 'utf8')),
    tables: parseNames('--tables', options.tables),
    key: parseNames('--keys', options.keys),
    time: options.timeColumn ?? null,
    from: toBound('--from', options.from),
    to: toBound('--to', options.to),
    zone: options.timezone === undefined ? defaultZone : parseTimezone(options.timezone),
    tolerance: toTolerance(options.tolerance),
    sample: parseCount('--sample', options.sample, 0, MOST_SAMPLES),
  };
}

/** A day begins at midnight; as the end of a range it is included. */
function toBound(flag: '--from' | '--to', text: string | undefined): string | null {
  if (text === undefined) return null;
  if (isLocalDate(text)) return `${flag === '--to' ? addDays(text, 1) : text} 00:00:00`;
  if (isLocalTime(text)) return text;
  throw new ConfigError(
    'BAD_RANGE',
    `${flag} ${JSON.stringify(text)} is neither a day nor a time: write 2026-01-02 or "2026-01-02 08:00:00"`,
  );
}

function toTolerance(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  throw new ConfigError(
    'BAD_TOLERANCE',
    `--tolerance ${JSON.stringify(text)} is no positive decimal number: write one like 0.01`,
  );
}

function renderAs(comparison: Comparison, { json, format, lang }: CompareCommandOptions): string {
  switch (json === true ? 'json' : format) {
    case 'json':
      return JSON.stringify(comparison, null, 2);
    case 'html':
      return renderComparisonPage(comparison, lang);
    case 'table':
      return renderComparison(comparison);
  }
}
