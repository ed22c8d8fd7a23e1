import { describe, expect, it } from 'vitest';
import { ContractViolation, TransientError } from '../base/errors.ts';
import { defineEndpoint } from '../catalog/endpoint.ts';
import { memberBalanceChanges } from '../catalog/endpoints/member-balance-changes.ts';
import { paymentTransactions } from '../catalog/endpoints/payment-transactions.ts';
import { settlementTicketDetails } from '../catalog/endpoints/settlement-ticket-details.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { findList, judge, readEnvelope } from './envelope.ts';

const failureOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('the list of an answer', () => {
  it.each([
    ['the documented key', { data: { tenantMemberCardLogs: [1, 2], total: 2 } }, ['data', 'tenantMemberCardLogs']],
    ['the alternative key', { data: { memberAccountChanges: [1, 2] } }, ['data', 'memberAccountChanges']],
    ['data.list', { data: { list: [1, 2] } }, ['data', 'list']],
    ['data itself', { data: [1, 2] }, ['data']],
    ['any letter case, spelt as met', { Data: { tenantmembercardLOGS: [1, 2] } }, ['Data', 'tenantmembercardLOGS']],
  ])('is found under %s', (_name, body, path) => {
    expect(findList(body, memberBalanceChanges)).toEqual({ path, items: [1, 2], isArray: true });
  });

  it('is the more trusted one when two keys hold lists', () => {
    const body = { data: { list: ['wrong'], tenantMemberCardLogs: ['right'] } };
    expect(findList(body, memberBalanceChanges).items).toEqual(['right']);
  });

  it('is found in every endpoint under its documented key, data.list and data', () => {
    for (const endpoint of ENDPOINTS) {
      const nested = endpoint.listPath.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), [1]);
      for (const body of [nested, { data: { list: [1] } }, { data: [1] }]) {
        expect(findList(body, endpoint).items, endpoint.table).toEqual([1]);
      }
    }
  });

  it.each([
    ['no data', { code: 0, msg: 'ok' }],
    ['data null', { code: 0, data: null }],
    ['an object where the list should be', { code: 0, data: { list: { id: 1 } } }],
    ['a text', 'ok'],
    ['nothing', null],
  ])('is never taken for empty when there is %s', (_name, body) => {
    const failure = failureOf(() => findList(body, paymentTransactions));
    expect(failure).toBeInstanceOf(ContractViolation);
    expect((failure as ContractViolation).code).toBe('NO_LIST');
  });

  it('may be one object for an endpoint asked by id', () => {
    const body = { code: 0, data: { data: { orderSettleId: 1 } } };
    expect(findList(body, settlementTicketDetails)).toEqual({
      path: ['data', 'data'],
      items: [{ orderSettleId: 1 }],
      isArray: false,
    });
  });

  it('is not the wrapper of a record that upstream does not have', () => {
    const body = { code: 0, data: { data: null } };
    expect(() => findList(body, settlementTicketDetails)).toThrow(/no record for this id/);
  });
});

describe('the total of an answer', () => {
  const endpoint = defineEndpoint({ ...memberBalanceChanges, totalPath: 'data.total' });
  it.each([
    [7, 7],
    ['7', 7],
    [0, 0],
    ['seven', null],
    [-1, null],
    [1.5, null],
    [null, null],
  ])('given as %j is read as %j', (given, read) => {
    expect(readEnvelope({ code: 0, data: { list: [], TOTAL: given } }, endpoint).total).toBe(read);
  });
});

describe('the code of an answer', () => {
  it.each([
    [{ code: 0 }, 'success'],
    [{ code: 200 }, 'success'],
    [{ code: '0' }, 'success'],
    [{ data: [] }, 'success'],
    [{ code: 401 }, 'login-expired'],
    [{ code: -1, msg: '登录已过期，请重新登录' }, 'login-expired'],
    [{ code: 9, msg: 'Token has expired' }, 'login-expired'],
    [{ code: 9, message: 'token 失效' }, 'login-expired'],
    [{ code: 429, msg: '' }, 'busy'],
    [{ code: 503 }, 'busy'],
    [{ code: 1, msg: '系统繁忙，请稍后再试' }, 'busy'],
    [{ code: 1400, msg: '参数错误' }, 'refused'],
    [{ code: 1, msg: '优惠券已过期' }, 'refused'],
  ])('in %j means %s', (body, verdict) => {
    expect(judge(body)).toBe(verdict);
  });

  it('stands in the error of a refusal, for the caller to tell 1400', () => {
    const refusal = failureOf(() => readEnvelope({ code: 1400, msg: 'no' }, paymentTransactions));
    expect(refusal).toBeInstanceOf(ContractViolation);
    expect(refusal).toMatchObject({ details: { upstreamCode: '1400' } });
    const busy = failureOf(() => readEnvelope({ code: 500 }, paymentTransactions));
    expect(busy).toBeInstanceOf(TransientError);
    expect(busy).toMatchObject({ details: { upstreamCode: '500' } });
  });
});
