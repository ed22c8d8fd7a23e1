import type { EndpointDraft } from './draft-endpoint.ts';
import { toCamel, toKebab } from './names.ts';
import { typedName, typedTable } from './typed-source.ts';

/** The test of a new endpoint: its records become rows, and the checks that follow from the declarations hold. */
export function renderSampleTest(draft: EndpointDraft): string {
  const { table, subject, dimension } = draft;
  const room = dimension ? 'dimensions' : 'facts';
  const records = toCamel(table);
  return `import { expect, test } from 'vitest';
import { ${typedName(draft)} } from '../../src/catalog/${room}/${toKebab(subject)}.ts';
import { ${records} } from '../../src/simulator/samples/${toKebab(table)}.ts';
import { useSample } from '../harness/sample-load.ts';

const sample = useSample(${records}, ${typedName(draft)});

test('every record becomes a row of ${typedTable(draft)}, and none is refused', async () => {
  expect(await sample.rows()).toEqual(sample.keys);
  expect(await sample.refused()).toEqual([]);
});

test('the checks that follow from the declaration hold', async () => {
  expect(await sample.broken()).toEqual([]);
});
${renderMoneyTest(draft)}`;
}

function renderMoneyTest(draft: EndpointDraft): string {
  const amount = draft.fields.find(
    ({ path, type, unit, nullable }) =>
      type === 'decimal' && unit === 'yuan' && nullable !== true && !/[.[]/.test(path),
  );
  if (amount === undefined || draft.dimension) return '';
  const table = typedTable(draft);
  return `
test('an amount that is not what its record says is noticed', async () => {
  const spoil = 'update billiards.${table} set ${toSnakeColumn(amount.path)} = ${toSnakeColumn(amount.path)} + 1';
  expect(await sample.broken(spoil)).toEqual(['reconcile.money.${table}']);
});
`;
}

const toSnakeColumn = (path: string): string => path.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
