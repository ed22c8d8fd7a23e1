import { indentJson } from '../../base/json-indent.ts';
import { isPersonal } from '../../catalog/personal-data.ts';

/** What stands in the place of personal data. */
export const MASKED = '•••';

/**
 * A record as received, indented, with the values of personal fields masked; `others` are paths that are personal besides
 * those known by name. Masked in the text, so that ids and amounts keep their digits: indented JSON has one field a line,
 * and the indentation tells the path of each. What a personal field holds inside is masked with it.
 */
export function maskRecord(text: string, others: ReadonlySet<string> = new Set()): string {
  const path: string[] = [];
  return indentJson(text)
    .split('\n')
    .map((line) => {
      const [, indent = '', name, value = ''] = line.match(/^( *)(?:"((?:[^"\\]|\\.)*)": )?(.*?)$/) ?? [];
      path.length = indent.length / 2;
      if (name !== undefined) path[indent.length / 2] = name;
      const own = path.filter((step) => step !== undefined).join('.');
      if (!isHidden(own, others) || /^[[{}\]],?$/.test(value) || value === '') return line;
      const comma = value.endsWith(',') ? ',' : '';
      return `${indent}${name === undefined ? '' : `"${name}": `}"${MASKED}"${comma}`;
    })
    .join('\n');
}

/** What PostgreSQL quotes by name is no value. */
const QUOTED =
  /(\b(?:relation|column|table|schema|role|type|function|view|index|constraint|sequence|parameter|database) )?"(?:[^"]|"")*"/g;

/** A message of the database without the values that it quotes: of what was being read, they may be anybody's. */
export function maskMessage(message: string): string {
  return message.replace(QUOTED, (quoted, named: string | undefined) => (named === undefined ? `"${MASKED}"` : quoted));
}

function isHidden(path: string, others: ReadonlySet<string>): boolean {
  const steps = path.split('.');
  const upTo = steps.map((_, i) => steps.slice(0, i + 1).join('.'));
  return upTo.some((one) => isPersonal(one) || others.has(one));
}
