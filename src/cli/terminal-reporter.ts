import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { type Logger, pino } from 'pino';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Fields, Reporter } from '../base/reporter.ts';
import type { Config } from '../config/load-config.ts';
import type { OutputOptions } from './output.ts';

/** Colours only where a person looks and has not asked for none. */
function paint(colour: 'yellow' | 'red' | 'dim', text: string): string {
  const plain = !process.stderr.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return plain ? text : styleText(colour, text);
}

/** Tells progress on stderr and everything in a structured log file under LOG_ROOT, one file a day. */
export function createTerminalReporter(config: Config, clock: Clock, options: OutputOptions): Reporter {
  const log = openLog(config, clock);
  const say = (line: string): void => {
    if (options.quiet !== true) process.stderr.write(`${line}\n`);
  };
  const told = (fields: Fields | undefined): Fields => fields ?? {};
  return {
    record: (event, fields) => log?.info(fields, event),
    debug: (message, fields) => {
      log?.debug(told(fields), message);
      if (options.verbose === true) say(paint('dim', message));
    },
    info: (message, fields) => {
      log?.info(told(fields), message);
      say(message);
    },
    warn: (message, fields) => {
      log?.warn(told(fields), message);
      process.stderr.write(`${paint('yellow', 'warning:')} ${message}\n`);
    },
    error: (message, fields) => {
      log?.error(told(fields), message);
      process.stderr.write(`${paint('red', 'error:')} ${message}\n`);
    },
  };
}

/** A log that cannot be written must not stop the loading; it is said once. A process that lives for days changes files. */
function openLog(config: Config, clock: Clock): Logger | null {
  const { LOG_ROOT, LOG_LEVEL } = config.values;
  const fileOf = (time: string): string => path.join(LOG_ROOT, `etl-${time.slice(0, 10)}.jsonl`);
  let file = fileOf(clock.now().toISOString());
  try {
    mkdirSync(LOG_ROOT, { recursive: true });
    const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
    const timestamp = (): string => {
      const now = clock.now().toISOString();
      if (fileOf(now) !== file) {
        file = fileOf(now);
        destination.reopen(file);
      }
      return `,"time":"${now}"`;
    };
    return pino({ level: LOG_LEVEL, base: { pid: process.pid }, timestamp }, destination);
  } catch (error) {
    process.stderr.write(
      `warning: no log file at ${file}: ${messageOf(error)}. Set LOG_ROOT to a folder that can be written\n`,
    );
    return null;
  }
}
