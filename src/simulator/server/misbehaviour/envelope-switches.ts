import type { SimulatedEndpoint } from '../../contract/endpoints.ts';
import { mapKeys } from '../record-path.ts';
import { isRecord } from '../wire.ts';
import type { SwitchDefinition } from './effects.ts';

const LIST_KEYS = ['alt', 'list', 'array', 'documented'] as const;

const successCode: SwitchDefinition = {
  name: 'M-CODE',
  meaning: 'success is code 200 instead of 0',
  value: 'code',
  options: { code: '200 (default), 0, or alternate' },
  create(options) {
    const code = options.oneOf('code', ['0', '200', 'alternate'], '200');
    let answers = 0;
    return {
      envelope(envelope) {
        answers += 1;
        return { ...envelope, code: code === 'alternate' ? (answers % 2) * 200 : Number(code) };
      },
    };
  },
};

const listKey: SwitchDefinition = {
  name: 'M-LIST-KEY',
  meaning: 'the list sits under another key than documented',
  value: 'key',
  options: { key: 'alt (default: the first documented alternative), list, array (data itself), documented' },
  create(options) {
    const key = options.oneOf('key', LIST_KEYS, 'alt');
    return {
      envelope: (envelope, request) => ({ ...envelope, path: listPathFor(request.endpoint, key).split('.') }),
    };
  },
};

function listPathFor(endpoint: SimulatedEndpoint, key: (typeof LIST_KEYS)[number]): string {
  switch (key) {
    case 'alt':
      return endpoint.altListPaths.find((path) => path !== endpoint.listPath) ?? endpoint.listPath;
    case 'list':
      return 'data.list';
    case 'array':
      return 'data';
    case 'documented':
      return endpoint.listPath;
  }
}

const keyCase: SwitchDefinition = {
  name: 'M-CASE',
  meaning: 'keys of records come in lower case',
  value: 'keys',
  options: { keys: 'records (default), or all: the list key too' },
  create(options) {
    const all = options.oneOf('keys', ['records', 'all'], 'records') === 'all';
    return {
      row(row) {
        const lowered = mapKeys(row, (key) => key.toLowerCase());
        return isRecord(lowered) ? lowered : row;
      },
      envelope: (envelope) => (all ? { ...envelope, path: envelope.path.map((step) => step.toLowerCase()) } : envelope),
    };
  },
};

/** Switches that change what is wrapped around the records, or how keys are spelt. */
export const ENVELOPE_SWITCHES: readonly SwitchDefinition[] = [successCode, listKey, keyCase];
