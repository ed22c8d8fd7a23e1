import { LEVELS, TENANT_ID } from '../hall/brand.ts';
import { type AssistantState, at, type HallState } from '../hall/state.ts';
import { DAY, DAY_START, neverAfter, toWallTime, ZERO_TIME } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { hundredths, idOf, snapshotPayload, type View } from './payload.ts';

/** 助教档案: one row an account, with level and employment now. */
export const assistantAccountsMaster = snapshotPayload((state) => state.assistants, render);

const NONE = hundredths(0);

function render(assistant: AssistantState, view: View, state: HallState): ExactRecord {
  const { ref, resignedAt } = assistant;
  const { profile } = view;
  const level = at(LEVELS, assistant.level);
  const gone = resignedAt !== null;
  return {
    job_num: '',
    shop_name: profile.name,
    group_id: 0,
    group_name: '',
    staff_profile_id: 0n,
    ding_talk_synced: 1,
    entry_type: 1,
    team_name: ref.teamName,
    entry_sign_status: 0,
    resign_sign_status: 0,
    system_role_id: 10,
    criticism_status: 1,
    id: ref.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    tenant_org_id: profile.orgId,
    user_id: ref.userId,
    assistant_no: ref.number,
    real_name: ref.realName,
    nickname: ref.nickname,
    mobile: ref.mobile,
    gender: 3,
    birth_date: ZERO_TIME,
    avatar: '',
    introduce: '',
    video_introduction_url: '',
    height: NONE,
    weight: NONE,
    level: level.code,
    level_name: level.name,
    rank_id: -1,
    rank_name: '无职级',
    team_id: ref.teamId,
    assistant_status: gone ? 2 : 1,
    work_status: gone ? 2 : 1,
    leave_status: gone ? 1 : 0,
    ...times(assistant),
    ...floor(assistant, view, state),
  };
}

function times({ ref, resignedAt, changedAt }: AssistantState): ExactRecord {
  const entered = Math.floor(ref.createdAt / DAY) * DAY + DAY_START;
  return {
    entry_time: toWallTime(entered),
    resign_time: resignedAt === null ? neverAfter(ref.createdAt) : toWallTime(resignedAt),
    start_time: toWallTime(entered),
    end_time: toWallTime(entered + 730 * DAY),
    create_time: toWallTime(ref.createdAt),
    update_time: toWallTime(changedAt),
    is_delete: 0,
  };
}

function floor({ ref, lastTable }: AssistantState, { asOf }: View, state: HallState): ExactRecord {
  const serving = state.occupations.find(
    (each) => each.assistantId === ref.id && each.start <= asOf && asOf < each.end,
  );
  return {
    is_team_leader: 0,
    is_guaranteed: 0,
    show_status: 1,
    show_sort: Number(ref.number),
    allow_cx: 1,
    charge_way: 2,
    online_status: 1,
    last_table_id: idOf(lastTable),
    last_table_name: lastTable?.name ?? '',
    current_site_table_id: serving?.tableId ?? 0n,
    get_grade_times: 0,
    sum_grade: NONE,
    composite_grade: NONE,
    salary_grant_enabled: 2,
    account_status: 1,
    is_reserve: 1,
    serial_number: 0,
    light_equipment_id: '',
    assistant_grade: NONE,
  };
}
