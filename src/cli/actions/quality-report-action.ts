import { readQualityReport } from '../../orchestration/quality-report.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { renderJunit } from '../../quality/report/junit.ts';
import { renderMarkdown } from '../../quality/report/markdown.ts';
import type { QualityReport } from '../../quality/report/model.ts';
import { renderPage } from '../../quality/report/page/page.ts';
import { withResultData } from '../../quality/report/result-data.ts';
import type { QualityReportOptions } from '../commands/quality.ts';
import type { WrittenText } from '../output.ts';
import { parseCount, parseStoreIds } from '../parse-options.ts';
import { renderReport } from '../render/quality.ts';
import { openReportFile } from '../report-file.ts';
import { withReadingPlace } from '../workplace.ts';
import { checksOf } from './quality-action.ts';

/** Days a report may show: a page with more is no longer read. */
const MOST_DAYS = 366;

/** A report as read, and as written. */
export interface WrittenReport extends WrittenText {
  readonly report: QualityReport;
}

/** Reads the report and writes it in the form asked for. */
export async function executeQualityReport(options: QualityReportOptions): Promise<WrittenReport> {
  const checks = checksOf(options);
  const days = parseCount('--days', options.days, 1, MOST_DAYS);
  const file = await openReportFile(options.output);
  const report = await withReadingPlace(options, async ({ db, clock }) => {
    const stores = await loadStores(db, parseStoreIds(options.stores));
    return readQualityReport(db, clock, { stores, checks, days });
  });
  const text = renderAs(report, options);
  await file.write(text);
  return { report, text, writtenTo: file.path };
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
