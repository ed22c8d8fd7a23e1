import { parse } from 'lossless-json';
import { ConfigError } from '../base/errors.ts';
import { describeJsonError } from '../base/json-file.ts';

/** A number as it was written, to the digit. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON value whose numbers are exact. */
export type SampleValue = null | boolean | string | NumberText | readonly SampleValue[] | SampleRecord;

/** A JSON object. */
export interface SampleRecord {
  readonly [name: string]: SampleValue;
}

/** Reads an answer of upstream; a mistake in it is told with its line and column. */
export function parseSample(text: string, file: string): SampleValue {
  try {
    return parse(text.replace(/^\uFEFF/, ''), undefined, {
      parseNumber: (digits) => new NumberText(digits),
    }) as SampleValue;
  } catch (error) {
    throw new ConfigError(
      'BAD_SAMPLE',
      `${file} is no JSON: ${describeJsonError(error, text)}. Save one whole answer of upstream, as it came`,
      { cause: error },
    );
  }
}

/** True for an object with members. */
export function isObject(value: SampleValue | undefined): value is SampleRecord {
  return typeof value === 'object' && value !== null && !isArray(value) && !(value instanceof NumberText);
}

/** True for a list of values. */
export function isArray(value: SampleValue | undefined): value is readonly SampleValue[] {
  return Array.isArray(value);
}

/** A plain value as text; empty for what is none. */
export function textOf(value: SampleValue): string {
  if (value instanceof NumberText) return value.text;
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
