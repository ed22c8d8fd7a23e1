import { BRAND_GOODS, CASH_KIND, LEVELS } from './brand.ts';
import type { AreaRef, AssistantRef, PackageRef } from './facts.ts';
import { IdMaker, tenantThing } from './ids.ts';
import { newCard, newMember } from './people.ts';
import { Rng } from './rng.ts';
import { type AssistantState, at, type HallState, type TableState } from './state.ts';
import { type StoreProfile, setupTime } from './store-profile.ts';
import { DAY, HOUR, type Seconds, startOfBusinessDay } from './time.ts';

interface AreaPlan {
  readonly name: string;
  readonly prefix: string;
  readonly tables: number;
  readonly price: number;
}

const AREAS: readonly AreaPlan[] = [
  { name: 'A区', prefix: 'A', tables: 14, price: 4800 },
  { name: 'B区', prefix: 'B', tables: 10, price: 5800 },
  { name: '斯诺克区', prefix: 'S', tables: 4, price: 6800 },
  { name: 'VIP包厢', prefix: 'V', tables: 4, price: 9800 },
  { name: '麻将房', prefix: 'M', tables: 4, price: 5000 },
];
const FIRST_MEMBERS = 120;
const FIRST_ASSISTANTS = 22;

/** The hall as it stands on the morning of its first day: masters entered, no card has any balance, the shelves empty. */
export function openingState(profile: StoreProfile): HallState {
  const ids = new IdMaker(profile.index);
  const rng = new Rng(profile.seed, profile.index, 2);
  const setup = setupTime(profile);
  const areas = AREAS.map((plan, index) => ({ plan, ref: areaRef(ids, setup, plan, index) }));
  const state: HallState = {
    day: profile.openingDay,
    members: [],
    cards: [],
    tables: openTables(ids, setup, areas),
    assistants: [],
    goods: BRAND_GOODS.map((brand, index) => ({
      ref: { id: ids.at(setup + 2 * HOUR + index), brand },
      createdAt: setup + 2 * HOUR + index,
      price: brand.price,
      stock: 0,
      sold: 0,
      purchased: 0,
      changedAt: setup + 2 * HOUR + index,
    })),
    packages: openPackages(
      ids,
      setup,
      areas.map((area) => area.ref),
    ),
    carried: [],
    postings: [],
    occupations: [],
    usedIds: new Map(),
  };
  for (let count = 0; count < FIRST_ASSISTANTS; count++) {
    hireAssistant(state, profile, { ids, when: setup + 5 * HOUR + count * 60 }, rng);
  }
  const registration = startOfBusinessDay(profile.openingDay) - 10 * DAY;
  for (let count = 0; count < FIRST_MEMBERS; count++) {
    const member = newMember(state, ids, { storeIndex: profile.index, when: registration + count * 97 });
    newCard(state, ids, member, { kind: CASH_KIND, when: registration + count * 97 + 5 });
  }
  return { ...state, usedIds: ids.recentlyUsed(startOfBusinessDay(profile.openingDay)) };
}

/** Takes on an assistant; the level is drawn. */
export function hireAssistant(
  state: HallState,
  profile: StoreProfile,
  { ids, when }: { readonly ids: IdMaker; readonly when: Seconds },
  rng: Rng,
): AssistantState {
  const number = state.assistants.length + 1;
  const team = rng.int(1, 3);
  const ref: AssistantRef = {
    id: ids.at(when),
    userId: ids.at(when),
    number: String(number).padStart(3, '0'),
    realName: `测试助教${String(number).padStart(3, '0')}`,
    nickname: `小测${number}`,
    mobile: `100${String(profile.index % 10_000).padStart(4, '0')}9${String(number).padStart(3, '0')}`,
    teamId: tenantThing(700 + team),
    teamName: `${team}组`,
    createdAt: when,
  };
  const level = rng.weighted([45, 30, 15, 9, 1]);
  const hired = {
    ref,
    level: Math.min(level, LEVELS.length - 1),
    resignedAt: null,
    freeAt: 0,
    lastTable: null,
    changedAt: when,
  };
  state.assistants.push(hired);
  return hired;
}

function areaRef(ids: IdMaker, setup: number, plan: AreaPlan, index: number): AreaRef {
  return { id: ids.at(setup + index), tenantAreaId: tenantThing(600 + index), name: plan.name };
}

function openTables(
  ids: IdMaker,
  setup: number,
  areas: readonly { readonly plan: AreaPlan; readonly ref: AreaRef }[],
): TableState[] {
  return areas.flatMap(({ plan, ref }, areaIndex) =>
    Array.from({ length: plan.tables }, (_, index) => {
      const createdAt = setup + HOUR + areaIndex * 60 + index;
      const name = `${plan.prefix}${String(index + 1).padStart(2, '0')}`;
      return { ref: { id: ids.at(createdAt), name, area: ref }, createdAt, price: plan.price, freeAt: 0 };
    }),
  );
}

function openPackages(ids: IdMaker, setup: number, areas: readonly AreaRef[]): PackageRef[] {
  const plans: readonly (readonly [string, 1 | 2 | 3, number, number, number, number | null])[] = [
    ['示例A区一小时畅打', 1, 4800, 2990, 3600, 0],
    ['示例A区两小时畅打', 1, 9600, 5580, 7200, 0],
    ['示例B区一小时畅打', 1, 5800, 3990, 3600, 1],
    ['示例斯诺克一小时', 1, 6800, 4680, 3600, 2],
    ['示例包厢四小时', 1, 39200, 19900, 14_400, 3],
    ['示例夜场三小时', 1, 14400, 6990, 10_800, 0],
    ['示例酒水小食套餐', 2, 3800, 2580, 0, null],
    ['示例助教体验课', 3, 9800, 6880, 3600, null],
  ];
  return plans.map(([name, grouponType, value, price, seconds, area], index) => ({
    id: ids.at(setup + 3 * HOUR + index),
    number: 1001 + index,
    name,
    grouponType,
    value,
    price,
    seconds,
    area: area === null ? null : at(areas, area),
    createdAt: setup + 3 * HOUR + index,
  }));
}
