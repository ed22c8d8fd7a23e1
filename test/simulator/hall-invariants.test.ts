import { beforeAll, describe, expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { type Dataset, readStore } from './rules/dataset.ts';
import { checkRule } from './rules/evaluate.ts';
import INVARIANTS from './rules/invariants.json' with { type: 'json' };
import RELATIONS from './rules/relations.json' with { type: 'json' };
import { findOrphans } from './rules/relations.ts';

const HALLS = createHalls({ seed: 20_251_120, storeCount: 5000, openingDate: '2025-11-20' });
const AS_OF = '2025-12-13 13:37:11';

describe.each([0, 1, 4321])('store %i, read from its opening day in the middle of its 24th', (index) => {
  let data: Dataset;

  beforeAll(() => {
    data = readStore(HALLS, HALLS.siteIdAt(index), AS_OF);
  });

  it.each(INVARIANTS)('keeps $id', ({ formula }) => {
    const { checked, broken } = checkRule(formula, data);
    expect(broken).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it.each(RELATIONS)('resolves $from to $to', (relation) => {
    const { checked, orphans } = findOrphans(relation, data);
    expect(orphans).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it.each([
    ['2025-11-20 08:00:00', '2025-11-21 08:00:00'],
    ['2025-12-01 08:00:00', '2025-12-02 08:00:00'],
    ['2025-11-27 08:00:00', '2025-12-04 08:00:00'],
    ['2025-12-05 14:20:00', '2025-12-06 02:00:00'],
  ])('reports stock from %s to %s as its movements say', (from, to) => {
    const query = { table: 'goods_stock_summary', siteId: HALLS.siteIdAt(index), asOf: AS_OF, from, to };
    const tables = new Map([...data.tables, [query.table, HALLS.rows(query, 0, 1000)]]);
    const windowed: Dataset = { tables, windowStart: from, windowEnd: to };
    for (const { id, formula } of INVARIANTS.filter((rule) => ['STK-01', 'STK-02', 'STK-03'].includes(rule.id))) {
      expect([id, checkRule(formula, windowed).broken]).toEqual([id, []]);
    }
  });
});
