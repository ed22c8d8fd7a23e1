import { COMMANDS_CHAPTER } from './entries/commands.ts';
import { DAILY_CHAPTER } from './entries/daily.ts';
import { DASHBOARD_CHAPTER } from './entries/dashboard.ts';
import { DATABASE_CHAPTER } from './entries/database.ts';
import { EXIT_CHAPTER } from './entries/exit-codes.ts';
import { QUARANTINE_CHAPTER } from './entries/quarantine.ts';
import { RUNS_CHAPTER } from './entries/runs.ts';
import { SCAFFOLD_CHAPTER } from './entries/scaffold.ts';
import { SETTINGS_CHAPTER } from './entries/settings.ts';
import { UPSTREAM_CHAPTER } from './entries/upstream.ts';
import type { Chapter, Entry } from './entry.ts';

/** Every code that the program shows, by subject. A test holds it together with the sources. */
export const CHAPTERS: readonly Chapter[] = [
  SETTINGS_CHAPTER,
  DATABASE_CHAPTER,
  UPSTREAM_CHAPTER,
  RUNS_CHAPTER,
  QUARANTINE_CHAPTER,
  COMMANDS_CHAPTER,
  DAILY_CHAPTER,
  DASHBOARD_CHAPTER,
  SCAFFOLD_CHAPTER,
  EXIT_CHAPTER,
];

/** All entries of all chapters. */
export const ENTRIES: readonly Entry[] = CHAPTERS.flatMap(({ entries }) => entries);
