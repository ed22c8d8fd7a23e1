import type { Clock } from '../../base/clock.ts';
import { ConfigError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { addDays, type LocalDate } from '../../base/local-time.ts';
import { channelsOf } from '../../notify/channels.ts';
import type { DailyReports } from '../../orchestration/daily-report/model.ts';
import { lastClosedDay, readDailyReports } from '../../orchestration/daily-report/read-daily-report.ts';
import { renderDailyMail } from '../../orchestration/daily-report/render-mail.ts';
import { renderDailyText } from '../../orchestration/daily-report/render-text.ts';
import { type ReportDelivery, sendDailyReport } from '../../orchestration/daily-report/send-daily-report.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store } from '../../tasks/task.ts';
import type { DailyReportOptions } from '../commands/report.ts';
import type { WrittenText } from '../output.ts';
import { parseStoreIds } from '../parse-options.ts';
import { openReportFile } from '../report-file.ts';
import { type Surroundings, withReadingPlace, withWorkplace } from '../workplace.ts';
import { chooseChannels } from './alerts-action.ts';
import { parseDay } from './quality-action.ts';

/** A report as written, and whom it was sent. */
export interface WrittenDailyReport extends WrittenText {
  readonly sent: readonly (ReportDelivery & { readonly siteId: string })[];
}

/** Reads the reports, writes them in the form asked for and, if asked, sends them. */
export async function executeDailyReport(options: DailyReportOptions): Promise<WrittenDailyReport> {
  const date = options.date === undefined ? null : parseDay('--date', options.date);
  const file = await openReportFile(options.output);
  if (options.send !== true) {
    const { text } = await withReadingPlace(options, ({ db, ...place }) => readAndRender(db, place, { options, date }));
    await file.write(text);
    return { text, writtenTo: file.path, sent: [] };
  }
  return withWorkplace(options, async (place) => {
    chooseChannels(channelsOf(place.config, place.clock, place.reporter));
    const { text, stores } = await readAndRender(place.database.pool, place, { options, date });
    await file.write(text);
    return { text, writtenTo: file.path, sent: await sendAll(place, stores, date) };
  });
}

interface Asked {
  readonly options: DailyReportOptions;
  readonly date: LocalDate | null;
}

async function readAndRender(
  db: Parameters<typeof loadStores>[0],
  { clock, config }: Pick<Surroundings, 'clock' | 'config'>,
  { options, date }: Asked,
): Promise<{ readonly text: string; readonly stores: readonly Store[] }> {
  const stores = await loadStores(db, parseStoreIds(options.stores));
  if (date !== null) assertBegun(date, stores, clock);
  const reports = await readDailyReports(db, clock, { stores, date });
  return { text: render(reports, options, options.lang ?? config.values.ALERT_LANG), stores };
}

function assertBegun(date: LocalDate, stores: readonly Store[], clock: Clock): void {
  const early = stores.find((store) => date > addDays(lastClosedDay(store, clock), 1));
  if (early === undefined) return;
  throw new ConfigError('BAD_DATE', `--date ${date} has not begun in store ${early.siteId}: give a day up to today`);
}

function render(reports: DailyReports, { json, format }: DailyReportOptions, language: Language): string {
  switch (json === true ? 'json' : format) {
    case 'json':
      return JSON.stringify(reports, null, 2);
    case 'html':
      return renderDailyMail(reports, language);
    case 'text':
      return renderDailyText(reports, language);
  }
}

/** Who asks by hand wants it sent, whether it was sent before or not. */
async function sendAll(
  place: Workplace,
  stores: readonly Store[],
  date: LocalDate | null,
): Promise<WrittenDailyReport['sent']> {
  const sent: (ReportDelivery & { readonly siteId: string })[] = [];
  for (const store of stores) {
    const { siteId } = store;
    const deliveries = await sendDailyReport(place, store, {
      date: date ?? lastClosedDay(store, place.clock),
      again: true,
    });
    sent.push(...deliveries.map((delivery) => ({ siteId, ...delivery })));
  }
  return sent;
}
