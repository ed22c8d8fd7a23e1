import { Cents, type ExactRecord } from '../hall-source.ts';
import { TENANT_ID } from './brand.ts';
import { IdMaker, orgIdOf, siteIdOf } from './ids.ts';
import { Rng } from './rng.ts';
import { DAY, type Seconds, startOfBusinessDay, toDayNumber } from './time.ts';

/** What distinguishes one store from another; computed from its index, so that an unasked store costs nothing. */
export interface StoreProfile {
  readonly index: number;
  readonly siteId: bigint;
  readonly orgId: bigint;
  readonly name: string;
  readonly seed: number;
  /** Day number of the first business day. */
  readonly openingDay: number;
  readonly visitsPerDay: number;
  readonly operators: readonly Operator[];
  /** Ready to be put into rows. */
  readonly siteProfile: ExactRecord;
}

export interface Operator {
  readonly id: bigint;
  readonly name: string;
}

export interface StoreOptions {
  readonly seed: number;
  readonly openingDate: string;
  readonly visitsPerDay: number;
}

/** When the store's masters were entered: a month before it opened. */
export function setupTime(profile: StoreProfile): Seconds {
  return startOfBusinessDay(profile.openingDay) - 30 * DAY;
}

export function storeProfile(index: number, options: StoreOptions): StoreProfile {
  const openingDay = toDayNumber(options.openingDate);
  const siteId = siteIdOf(index);
  const orgId = orgIdOf(index);
  const number = String(index + 1).padStart(4, '0');
  const name = `示例台球俱乐部(测试${number}店)`;
  const ids = new IdMaker(index);
  const hired = startOfBusinessDay(openingDay) - 60 * DAY;
  const operators = Array.from({ length: 4 }, (_, at) => ({ id: ids.at(hired + at), name: `收银员:测试员${at + 1}` }));
  const size = 0.85 + new Rng(options.seed, index, 1).next() * 0.3;
  const siteProfile = renderSiteProfile({ index, number, name, siteId, orgId });
  const visitsPerDay = options.visitsPerDay * (index === 0 ? 1 : size);
  return { index, siteId, orgId, name, seed: options.seed, openingDay, visitsPerDay, operators, siteProfile };
}

interface SiteFacts {
  readonly index: number;
  readonly number: string;
  readonly name: string;
  readonly siteId: bigint;
  readonly orgId: bigint;
}

function renderSiteProfile({ index, number, name, siteId, orgId }: SiteFacts): ExactRecord {
  return Object.freeze({
    id: siteId,
    org_id: orgId,
    shop_name: name,
    business_tel: `000-0000${number}`,
    full_address: `示例省示例市测试路${index + 1}号`,
    tenant_id: TENANT_ID,
    avatar: 'https://img.example.com/shop.png',
    address: `测试路${index + 1}号`,
    longitude: new Cents(11300 + (index % 50)),
    latitude: new Cents(2300 + (index % 40)),
    tenant_site_region_id: 156440100n + BigInt(index % 5),
    site_label: 'ABC'[index % 3] ?? 'A',
    site_type: 1,
    shop_status: 1,
    light_status: 1,
    light_type: 0,
    auto_light: 1,
    attendance_enabled: 1,
    attendance_distance: 200,
    customer_service_wechat: '',
    customer_service_qrcode: '',
    fixed_pay_qrcode: '',
    prod_env: 1,
    create_time: '2023-05-01 10:00:00',
    update_time: '2025-10-01 10:00:00',
    is_delete: 0,
  });
}
