import { ConfigError } from '../../../base/errors.ts';
import { didYouMean } from '../../../base/nearest-name.ts';
import { SIMULATED_ENDPOINTS } from '../../contract/endpoints.ts';

const TABLES = SIMULATED_ENDPOINTS.map((endpoint) => endpoint.table);

/** Reads the options of one switch; every complaint names the switch, the option and what is allowed. */
export class OptionReader {
  readonly #name: string;
  readonly #options: Readonly<Record<string, string>>;

  constructor(name: string, options: Readonly<Record<string, string>>) {
    this.#name = name;
    this.#options = options;
  }

  text(option: string): string | undefined {
    return this.#options[option];
  }

  list(option: string): readonly string[] | undefined {
    return this.#options[option]?.split('+').filter((item) => item !== '');
  }

  /** A share of rows or requests between 0 and 1. */
  share(option: string, absent: number): number {
    const value = this.number(option, absent);
    if (value < 0 || value > 1) throw this.#bad(option, 'a share between 0 and 1');
    return value;
  }

  count(option: string, absent: number): number {
    const value = this.number(option, absent);
    if (!Number.isInteger(value) || value < 0) throw this.#bad(option, 'a whole number from 0');
    return value;
  }

  number(option: string, absent: number): number {
    const text = this.#options[option];
    if (text === undefined) return absent;
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw this.#bad(option, 'a number');
    return Number(text);
  }

  oneOf<Name extends string>(option: string, allowed: readonly Name[], absent: Name): Name {
    const text = this.#options[option];
    if (text === undefined) return absent;
    const found = allowed.find((name) => name === text);
    if (found === undefined) throw this.#bad(option, `one of ${allowed.join(', ')}`);
    return found;
  }

  someOf<Name extends string>(option: string, allowed: readonly Name[], absent: readonly Name[]): readonly Name[] {
    const names = this.list(option);
    if (names === undefined) return absent;
    return names.map((name) => {
      const found = allowed.find((candidate) => candidate === name);
      if (found === undefined) throw this.#bad(option, `some of ${allowed.join('+')}`);
      return found;
    });
  }

  /** A date or time, comparable as text with upstream's times. */
  date(option: string): string | undefined {
    const text = this.#options[option];
    if (text !== undefined && !/^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/.test(text)) {
      throw this.#bad(option, 'a date YYYY-MM-DD');
    }
    return text;
  }

  tables(option = 'table'): readonly string[] | undefined {
    const names = this.list(option);
    for (const name of names ?? []) {
      if (!TABLES.includes(name)) {
        throw this.#bad(option, `a table of the contract, which ${name} is not.${didYouMean(name, TABLES)}`);
      }
    }
    return names;
  }

  requiredTables(option: string): readonly string[] {
    const names = this.tables(option);
    if (names === undefined || names.length === 0) throw this.#bad(option, 'the name of a table');
    return names;
  }

  #bad(option: string, expected: string): ConfigError {
    const value = this.#options[option];
    const given = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
    return new ConfigError('BAD_MISBEHAVIOUR', `${this.#name}: option ${option} ${given}; it must be ${expected}`);
  }
}
