import { md5Hex } from '../base/digest.ts';

/** A query as the driver takes it; `name` makes the server keep its plan for the connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** SQL text compiled once: `$siteId` style names become `$1`, `$2` … in order of first use. */
interface Compiled {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly string[];
}

const compiledByText = new Map<string, Compiled>();

function compile(sql: string): Compiled {
  const known = compiledByText.get(sql);
  if (known !== undefined) return known;
  const parameters: string[] = [];
  const text = sql.replace(/\$([a-zA-Z]\w*)/g, (_, name: string) => {
    if (!parameters.includes(name)) parameters.push(name);
    return `$${parameters.indexOf(name) + 1}`;
  });
  const compiled = { name: md5Hex(text), text, parameters };
  compiledByText.set(sql, compiled);
  return compiled;
}

/**
 * A prepared statement from SQL with named parameters (`$siteId`). Only the named values that the text uses are sent;
 * one it uses but does not get is a bug and throws.
 */
export function statement(sql: string, values: Readonly<Record<string, unknown>>): Statement {
  const { name, text, parameters } = compile(sql);
  const positional = parameters.map((parameter) => {
    if (!(parameter in values)) throw new Error(`no value for $${parameter} in: ${sql.slice(0, 80)}`);
    return values[parameter];
  });
  return { name, text, values: positional };
}

/**
 * The same without a name, so that the server plans it for these values each time. For statements given long lists: under
 * a name it settles for one plan for all, which takes any list for ten items long and joins accordingly.
 */
export function plannedForValues(sql: string, values: Readonly<Record<string, unknown>>): Omit<Statement, 'name'> {
  const { text, values: positional } = statement(sql, values);
  return { text, values: positional };
}
