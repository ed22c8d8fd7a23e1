import { describe, expect, it } from 'vitest';
import { CONTRACT_ENDPOINTS, ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { SITE_PROFILE_FIELDS } from '../../src/catalog/site-profile.ts';
import { SIMULATED_ENDPOINTS, SIMULATED_SITE_PROFILE } from '../../src/simulator/contract/endpoints.ts';

interface NamedField {
  readonly path: string;
  readonly type: string;
  readonly nullable?: boolean;
}

/** Both sides wrote the contract down by themselves; a misspelt name on one side is a difference here. */
function spell(fields: readonly NamedField[]): string[] {
  return fields.map(({ path, type, nullable }) => `${path}: ${type}${nullable === true ? ' or null' : ''}`).sort();
}

describe('the catalog and the simulator spell the contract alike', () => {
  it('has the same endpoints, 23 of them from the contract', () => {
    const tables = (list: readonly { readonly table: string }[]) => list.map((each) => each.table).sort();
    expect(tables(ENDPOINTS)).toEqual(tables(SIMULATED_ENDPOINTS));
    expect(CONTRACT_ENDPOINTS).toHaveLength(23);
  });

  it('has the same store profile', () => {
    expect(spell(SITE_PROFILE_FIELDS)).toEqual(spell(SIMULATED_SITE_PROFILE));
  });

  it.each(SIMULATED_ENDPOINTS)('agrees on $table', (simulated) => {
    const endpoint = ENDPOINTS.find((each) => each.table === simulated.table);
    expect(endpoint).toBeDefined();
    if (endpoint === undefined) return;
    expect(spell(endpoint.fields)).toEqual(spell(simulated.fields));
    const { path, mode, paged, key, eventTime, totalPath } = simulated;
    expect(endpoint).toMatchObject({ path, mode, paged, key, eventTime, totalPath });
    // The client may look in more places than the simulator serves from, but it must look there first or next.
    expect([endpoint.listPath, ...endpoint.altListPaths]).toEqual(
      expect.arrayContaining([simulated.listPath, ...simulated.altListPaths]),
    );
    const names = endpoint.window && { start: endpoint.window.start, end: endpoint.window.end };
    expect(names).toEqual(simulated.window && { start: simulated.window.start, end: simulated.window.end });
    const asksForSite = endpoint.parameters.some((parameter) => parameter.name === 'siteId');
    expect(asksForSite).toBe(simulated.siteParameter === 'siteId');
  });
});
