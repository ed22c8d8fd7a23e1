import type { Context } from 'hono';
import { z } from 'zod';
import { ConfigError, EtlError, LockedError, RequestRefused } from '../../base/errors.ts';
import { isTransient, SQLSTATE, sqlStateOf } from '../../database/pg-error.ts';
import { adviceOn } from '../../guide/find-entry.ts';
import type { Named } from '../api/named.ts';

/** A fault that nobody foresaw: told to the terminal, never to the page. */
export type ReportFault = (error: unknown, what: string) => void;

/** Turns whatever a route threw into an answer that a page can explain. */
export function answerError(context: Context, error: unknown, report: ReportFault): Response {
  const { status, said } = describe(error);
  if (status === 500) report(error, `${context.req.method} ${context.req.path}`);
  if (status === 503) context.header('Retry-After', '3');
  return context.json({ error: said }, status);
}

interface Description {
  readonly status: RequestRefused['status'] | 500 | 503 | 504;
  readonly said: Named;
}

const DB_GONE: Named = {
  code: 'DB_GONE',
  zh: '暂时连不上数据库',
  en: 'the database cannot be reached at the moment',
};
const TOO_SLOW: Named = {
  code: 'TOO_SLOW',
  zh: '查询太久，已放弃：请少选几天',
  en: 'this took too long and was given up; ask for fewer days',
};
const FAULT: Named = {
  code: 'FAULT',
  zh: '程序出错了，运行 serve 的终端里有详情',
  en: 'a fault of the program; the terminal of "serve" shows it',
};

function describe(error: unknown): Description {
  if (error instanceof RequestRefused) return { status: error.status, said: { code: error.code, ...error.said } };
  if (error instanceof LockedError) return { status: 409, said: { ...explain(error), code: 'LOCKED' } };
  if (isTransient(error) || (error instanceof EtlError && error.code === 'DB_UNREACHABLE')) {
    return { status: 503, said: DB_GONE };
  }
  if (sqlStateOf(error) === SQLSTATE.queryCanceled) {
    return { status: 504, said: TOO_SLOW };
  }
  // What commands call wrong usage: an unknown table, key or id.
  if (error instanceof ConfigError) return { status: 400, said: explain(error) };
  return { status: 500, said: FAULT };
}

/** Errors of commands speak English; what their code means is known in both languages. */
function explain(error: EtlError): Named {
  const { code, message: en } = error;
  const advice = adviceOn(code);
  return { code, zh: advice === null ? en : `${advice.zh}（${en}）`, en };
}

const BETWEEN = '\n';

/** What is wrong with an input, in both languages, as the one text that a schema takes. */
export function bilingual(zh: string, en: string): string {
  return `${zh}${BETWEEN}${en}`;
}

const ofLanguage = (message: string, at: 0 | -1): string => message.split(BETWEEN).at(at) ?? message;
const { localeError: wordsOfZod } = z.locales.zhCN();
const isMissing = ({ input }: { readonly input?: unknown }): boolean => input === undefined;

/** Checks input; throws RequestRefused that names each field at fault with what it should be. */
export function readInput<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given, { error: (issue) => (isMissing(issue) ? 'is missing' : undefined) });
  if (parsed.success) return parsed.data;
  const tell = ({ issues }: z.ZodError, at: 0 | -1): string =>
    issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${ofLanguage(message, at)}`).join('; ');
  // What the schema does not say itself, zod says in the language it is asked for.
  const chinese =
    schema.safeParse(given, { error: (issue) => (isMissing(issue) ? '没有给出' : wordsOfZod(issue)) }).error ??
    parsed.error;
  throw new RequestRefused(400, 'BAD_INPUT', { zh: tell(chinese, 0), en: tell(parsed.error, -1) });
}
