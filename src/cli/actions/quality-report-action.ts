import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, messageOf } from '../../base/errors.ts';
import { readQualityReport } from '../../orchestration/quality-report.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { renderJunit } from '../../quality/report/junit.ts';
import { renderMarkdown } from '../../quality/report/markdown.ts';
import type { QualityReport } from '../../quality/report/model.ts';
import { renderPage } from '../../quality/report/page/page.ts';
import { withResultData } from '../../quality/report/result-data.ts';
import type { QualityReportOptions } from '../commands/quality.ts';
import { parseCount, parseStoreIds } from '../parse-options.ts';
import { renderReport } from '../render/quality.ts';
import { withReadingPlace } from '../workplace.ts';
import { checksOf } from './quality-action.ts';

/** Days a report may show: a page with more is no longer read. */
const MOST_DAYS = 366;

/** A report as read, as text, and the file it was written to, if it was. */
export interface WrittenReport {
  readonly report: QualityReport;
  readonly text: string;
  readonly writtenTo: string | null;
}

/** Reads the report and writes it in the form asked for. */
export async function executeQualityReport(options: QualityReportOptions): Promise<WrittenReport> {
  const checks = checksOf(options);
  const days = parseCount('--days', options.days, 1, MOST_DAYS);
  const report = await withReadingPlace(options, async ({ db, clock }) => {
    const stores = await loadStores(db, parseStoreIds(options.stores));
    return readQualityReport(db, clock, { stores, checks, days });
  });
  const text = renderAs(report, options);
  if (options.output === undefined) return { report, text, writtenTo: null };
  const file = path.resolve(options.output);
  await writeFile(file, `${text}\n`).catch((error: unknown) => {
    throw new ConfigError('BAD_OUTPUT', `--output ${file} cannot be written: ${messageOf(error)}`, { cause: error });
  });
  return { report, text, writtenTo: file };
}

function renderAs(report: QualityReport, { json, format, lang }: QualityReportOptions): string {
  switch (json === true ? 'json' : format) {
    case 'json':
      return JSON.stringify(withResultData(report), null, 2);
    case 'junit':
      return renderJunit(report);
    case 'markdown':
      return renderMarkdown(report, lang);
    case 'html':
      return renderPage(report, lang);
    case 'table':
      return renderReport(report);
  }
}
