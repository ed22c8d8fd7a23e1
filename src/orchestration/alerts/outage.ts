import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HOUR_MS } from '../../base/clock.ts';
import { Cancelled, EtlError, LockedError, messageOf } from '../../base/errors.ts';
import { toLocalTime } from '../../base/local-time.ts';
import { channelsOf } from '../../notify/channels.ts';
import type { Message } from '../../notify/message.ts';
import type { AlertPlace } from './cause.ts';
import { trySend } from './deliver.ts';
import { alertWords } from './words.ts';

/** What is known without a database. */
export type Outdoors = Pick<AlertPlace, 'config' | 'clock' | 'reporter' | 'signal'>;

/** An outage that was told, kept in DATA_ROOT because the database is what may be out. */
interface Note {
  readonly code: string;
  readonly since: string;
  readonly toldAt: string;
}

/**
 * Tells that a run could not even begin, because the database or a credential is missing: once while it lasts, then as
 * often as ALERT_REMIND_HOURS says. Never throws. Misused options are told on the terminal only.
 */
export async function raiseOutage(place: Outdoors, error: unknown): Promise<void> {
  const { config, clock, reporter } = place;
  if (!isOutage(error) || channelsOf(config, clock, reporter).all.length === 0) return;
  try {
    const known = await readNote(config);
    const now = clock.now();
    if (known !== null && known.code === error.code && !isReminderDue(config, known, now)) return;
    const note = { code: error.code, since: known?.since ?? now.toISOString(), toldAt: now.toISOString() };
    await tellOutage(place, { note, isFirst: known === null, detail: error.message });
  } catch (problem) {
    reporter.warn(`the trouble could not be told: ${messageOf(problem)}`);
  }
}

/** The first to tell claims the note before it sends; when nobody can be reached the next one tries again. */
async function tellOutage(
  place: Outdoors,
  { note, isFirst, detail }: { readonly note: Note; readonly isFirst: boolean; readonly detail: string },
): Promise<void> {
  const { config } = place;
  if (isFirst && !(await claimNote(config, note))) return;
  if (await tellAll(place, startMessage(config, detail))) await writeFile(noteFile(config), JSON.stringify(note));
  else if (isFirst) await rm(noteFile(config), { force: true });
}

/**
 * Tells that it is over, if it was told. What is known by now: that the database answers, or that a run has begun, so that
 * there are credentials as well.
 */
export async function endOutage(place: Outdoors, known: 'database answers' | 'run began'): Promise<void> {
  const { config } = place;
  const note = await readNote(config);
  if (note === null || (CREDENTIAL_CODES.has(note.code) && known !== 'run began')) return;
  await rm(noteFile(config), { force: true });
  const { outage } = wordsOf(config);
  const since = toLocalTime(new Date(note.since), config.values.TIMEZONE).slice(0, 16);
  await tellAll(place, withLink(config, { title: outage.over, severity: 'info', lines: [outage.overLine(since)] }));
}

const CREDENTIAL_CODES: ReadonlySet<string> = new Set(['NO_TOKEN', 'NO_API_BASE']);

function isOutage(error: unknown): error is EtlError {
  if (!(error instanceof EtlError) || error instanceof Cancelled || error instanceof LockedError) return false;
  return error.phase === 'database' || CREDENTIAL_CODES.has(error.code);
}

function isReminderDue({ values }: Outdoors['config'], { toldAt }: Note, now: Date): boolean {
  const hours = values.ALERT_REMIND_HOURS;
  return hours > 0 && now.getTime() - Date.parse(toldAt) >= hours * HOUR_MS;
}

const wordsOf = ({ values }: Outdoors['config']): ReturnType<typeof alertWords> => alertWords(values.ALERT_LANG);

function startMessage(config: Outdoors['config'], detail: string): Message {
  const { outage } = wordsOf(config);
  return withLink(config, { title: outage.title, severity: 'error', lines: [detail, outage.next] });
}

function withLink({ values: { ALERT_LINK: link } }: Outdoors['config'], message: Message): Message {
  return link === undefined ? message : { ...message, link };
}

/** True when at least one channel took the message. */
async function tellAll({ config, clock, reporter, signal }: Outdoors, message: Message): Promise<boolean> {
  const channels = channelsOf(config, clock, reporter);
  const errors = await Promise.all(channels.all.map((channel) => trySend(channel, message, signal)));
  for (const error of errors) if (error !== null) reporter.warn(`alert not delivered: ${error}`);
  return errors.includes(null);
}

const noteFile = ({ values }: Outdoors['config']): string => path.join(values.DATA_ROOT, 'alerts', 'outage.json');

async function readNote(config: Outdoors['config']): Promise<Note | null> {
  const text = await readFile(noteFile(config), 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as Note;
  } catch {
    return null; // none, or cut off while it was written: told once more
  }
}

/** False when another process was quicker. */
async function claimNote(config: Outdoors['config'], note: Note): Promise<boolean> {
  await mkdir(path.dirname(noteFile(config)), { recursive: true });
  try {
    await writeFile(noteFile(config), JSON.stringify(note), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return (await readNote(config)) === null;
    throw error;
  }
}
