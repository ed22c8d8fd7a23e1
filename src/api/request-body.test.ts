import { describe, expect, it } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { toSiteId } from '../base/ids.ts';
import type { LocalTime } from '../base/local-time.ts';
import { assistantServiceRecords } from '../catalog/endpoints/assistant-service-records.ts';
import { settlementTicketDetails } from '../catalog/endpoints/settlement-ticket-details.ts';
import { storeGoodsSalesRecords } from '../catalog/endpoints/store-goods-sales-records.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import type { WalkScope } from './archive/walk.ts';
import { buildRequestBody } from './request-body.ts';

const siteId = toSiteId('9223372036854775807');
const window = { from: '2026-03-01 08:00:00' as LocalTime, to: '2026-03-02 08:00:00' as LocalTime };
const scope: WalkScope = { siteId, table: 't', window, ids: null };

describe('the body of a request', () => {
  it('holds ids as exact integers, times as local text and constants as declared', () => {
    expect(buildRequestBody(assistantServiceRecords, scope, { page: 3, limit: 100 })).toBe(
      '{"siteId":9223372036854775807,"startTime":"2026-03-01 08:00:00","endTime":"2026-03-02 08:00:00",' +
        '"IsConfirm":2,"page":3,"limit":100}',
    );
  });

  it('sends an id that is no integer as text', () => {
    expect(buildRequestBody(settlementTicketDetails, scope, { id: '0012' })).toBe('{"orderSettleId":"0012"}');
    expect(buildRequestBody(settlementTicketDetails, scope, { id: '12' })).toBe('{"orderSettleId":12}');
  });

  it('is JSON for every endpoint of the catalog, window names as declared', () => {
    for (const endpoint of ENDPOINTS) {
      const body = JSON.parse(buildRequestBody(endpoint, scope, { id: '7' })) as Record<string, unknown>;
      if (endpoint.window === null) continue;
      expect(body, endpoint.table).toMatchObject({
        [endpoint.window.start]: window.from,
        [endpoint.window.end]: window.to,
      });
    }
  });

  it('is refused without the window or id that the endpoint needs', () => {
    const bare = { ...scope, window: null };
    expect(() => buildRequestBody(storeGoodsSalesRecords, bare, { page: 1, limit: 100 })).toThrow(ConfigError);
    expect(() => buildRequestBody(settlementTicketDetails, scope, {})).toThrow(/must not be read without an id/);
    const unwindowed = { ...storeGoodsSalesRecords, parameters: [] };
    expect(() => buildRequestBody(unwindowed, scope, {})).toThrow(/\{windowStart\} and \{windowEnd\}/);
  });
});
