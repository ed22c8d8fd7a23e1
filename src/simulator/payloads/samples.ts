import type { Sample } from '../contract/sample.ts';
import type { DayFacts, Fact } from '../hall/facts.ts';
import { type Seconds, toSeconds, toWallTime } from '../hall/time.ts';
import type { ExactJson, ExactRecord } from '../hall-source.ts';
import { mapLeaves, valueAt, withValueAt } from '../server/record-path.ts';
import type { EventPayload, SnapshotPayload, View } from './payload.ts';

/** The n-th settlement of a day brings the n-th record of the sample, so that its rows have ids and times of that day. */
export function sampledEvents(sample: Sample): EventPayload {
  const facts = ({ settlements }: DayFacts): readonly Fact[] => settlements.slice(0, sample.records.length);
  return {
    facts,
    render: (day, index, view) => {
      const fact = existing(facts(day), index);
      const record = existing(sample.records, index);
      const times = sample.eventTime === null ? record : movedTo(record, sample.eventTime, fact.at);
      return atStore(withValueAt(times, sample.key, fact.id) as ExactRecord, view);
    },
  };
}

/** The records as they stand, the last one first. */
export function sampledList({ records }: Sample): SnapshotPayload {
  return {
    count: () => records.length,
    render: (_state, index, view) => atStore(existing(records, records.length - 1 - index), view),
  };
}

const TIME = /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** All times of a record keep their distance from its event time. */
function movedTo(record: ExactRecord, eventTime: string, at: Seconds): ExactRecord {
  const happened = valueAt(record, eventTime);
  if (typeof happened !== 'string') return record;
  const by = at - toSeconds(happened);
  return mapLeaves(record, (value) =>
    typeof value === 'string' && TIME.test(value) ? toWallTime(toSeconds(value) + by) : value,
  ) as ExactRecord;
}

/** The store a record speaks of is the one that is asked. */
function atStore(record: ExactRecord, { profile }: View): ExactRecord {
  const ofStore: Readonly<Record<string, ExactJson>> = {
    siteProfile: profile.siteProfile,
    site_id: profile.siteId,
    siteId: profile.siteId,
  };
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, ofStore[name] ?? value]));
}

function existing<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`no row ${index}: there are ${items.length}`);
  return item;
}
