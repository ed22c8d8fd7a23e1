import { didYouMean } from '../../base/nearest-name.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { FILE_NAMES } from '../../catalog/file-names.ts';
import { LEGACY_VIEWS } from '../../catalog/ods-table.ts';

/** What may stand behind a name: the number of a copy or page, a day, a range of days. */
const ADDITION = /^(?:[\d_\-.()[\]~、,年月日号周至到第页]|副本|copy|part|page)+$/;
/** What may stand before it: a day, or a number that keeps files in order. */
const LEADING = /^[\d_\-.()[\]年月日]+/;

/** Tells which ODS table a plain file belongs to, by its name alone. */
export class PlainNames {
  readonly #tables = new Map<string, string>();

  /** `own`: names of one's own (without `.json`) and the table each stands for; they win over ours. */
  constructor(endpoints: readonly Endpoint[], own: ReadonlyMap<string, string> = new Map()) {
    for (const endpoint of endpoints) {
      for (const name of namesOf(endpoint)) this.#tables.set(toPlain(name), endpoint.table);
    }
    for (const [name, table] of own) this.#tables.set(toPlain(name), table);
  }

  /** The table of `结账记录`, `结账记录_2025-11 (1).json` or `settlement_records`; undefined for a name nobody knows. */
  tableOf(name: string): string | undefined {
    const plain = toPlain(name);
    return this.#find(plain) ?? this.#find(plain.replace(LEADING, ''));
  }

  /** The table that exactly this name stands for, with nothing before or behind it. */
  tableNamed(name: string): string | undefined {
    return this.#tables.get(toPlain(name));
  }

  /** ` Did you mean X?`, or nothing when no known name is close. */
  hint(name: string): string {
    return didYouMean(toPlain(name).replace(LEADING, ''), this.#tables.keys());
  }

  /** The longest known name counts, so that 会员卡 is no 会员 with something behind it. */
  #find(plain: string): string | undefined {
    const exact = this.#tables.get(plain);
    if (exact !== undefined) return exact;
    let found: { readonly length: number; readonly table: string } | undefined;
    for (const [known, table] of this.#tables) {
      const isLonger = known.length > (found?.length ?? 0);
      if (isLonger && plain.startsWith(known) && ADDITION.test(plain.slice(known.length))) {
        found = { length: known.length, table };
      }
    }
    return found?.table;
  }
}

/** A file's name without `.json`. */
export function stemOf(name: string): string {
  return name.replace(/\.json$/i, '');
}

/** One spelling for all: composed characters, narrow brackets and digits, lower case, no spaces. */
function toPlain(name: string): string {
  return stemOf(name.trim()).normalize('NFKC').toLowerCase().replace(/\s/g, '');
}

function namesOf({ table, zh, path }: Endpoint): string[] {
  const views = Object.entries(LEGACY_VIEWS).flatMap(([view, shown]) => (shown === table ? [view] : []));
  return [table, zh, path.slice(path.lastIndexOf('/') + 1), ...views, ...(FILE_NAMES[table] ?? [])];
}
