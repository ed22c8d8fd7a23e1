import { ConfigError, messageOf } from './errors.ts';

/** A JSON file that a person wrote, and what is expected of it. */
export interface JsonFile<T> {
  /** The setting or option that names it, for messages. */
  readonly origin: string;
  /** Code of the error when it will not do. */
  readonly code: string;
  readonly schema: Schema<T>;
  readonly readText: (path: string) => string;
}

/** As much of a zod schema as is needed here. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What the file holds; throws ConfigError that names the file and the place of everything that is not understood. */
export function readJsonFile<T>(file: string, { origin, code, schema, readText }: JsonFile<T>): T {
  const refuse = (what: string): ConfigError =>
    new ConfigError(code, `${origin} ${file}${what}`, { details: { file } });
  let text = '';
  let value: unknown;
  try {
    text = readText(file);
    value = JSON.parse(text.replace(/^\uFEFF/, ' '));
  } catch (error) {
    throw refuse(` cannot be read as JSON: ${describeJsonError(error, text)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw refuse(`: ${problems.join('; ')}`);
}

/** What a parser says of a text, with line and column for the position it names; an end that is missing is at the end. */
export function describeJsonError(error: unknown, text: string): string {
  const said = messageOf(error);
  if (!(error instanceof SyntaxError)) return said;
  const before = text.slice(0, Number(/position (\d+)/.exec(said)?.[1] ?? text.length)).split('\n');
  return `${said} (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}
