import { ConfigError, TransientError } from '../base/errors.ts';
import type { Answer, Target } from './post-json.ts';

/** How a bot says yes and no: always with HTTP 200. */
export interface BotDialect {
  /** Fields of the answer that hold the code, the first that is there counts; 0 is yes. */
  readonly codes: readonly string[];
  /** Field that holds its words. */
  readonly words: string;
  /** Codes that mean "too many messages" or "busy". */
  readonly busy: ReadonlySet<number>;
}

/** Throws unless the bot took the message. */
export function judgeBot({ channel, setting, url }: Target, dialect: BotDialect, { body }: Answer): void {
  const answer = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const code = dialect.codes.map((name) => answer[name]).find((value) => typeof value === 'number');
  if (code === 0) return;
  if (code === undefined) {
    throw new ConfigError('CHANNEL_REFUSED', `what answers at ${setting} is no ${channel} bot; correct the address`);
  }
  const said = `code ${code} (${withoutKey(toWords(answer[dialect.words]), url)})`;
  if (dialect.busy.has(code)) {
    throw new TransientError('CHANNEL_BUSY', `${channel} is busy: ${said}; it is tried again later`);
  }
  throw new ConfigError('CHANNEL_REFUSED', `${channel} refused the message: ${said}; correct ${setting} or the bot`);
}

const toWords = (said: unknown): string => (typeof said === 'string' ? said : 'no reason given');

const MOST_WORDS = 200;

/** The words of a bot may quote what it was asked. */
function withoutKey(words: string, url: string): string {
  const { pathname, searchParams } = new URL(url);
  const keys = [...searchParams.values(), pathname.split('/').at(-1) ?? ''].filter((key) => key.length >= 8);
  return keys.reduce((text, key) => text.replaceAll(key, '…'), words).slice(0, MOST_WORDS);
}
