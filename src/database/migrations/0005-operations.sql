-- Daily life: what runs when, what is to be read again, and long ranges read beside the live sync.
create table etl_admin.etl_schedule (
  name text not null,
  site_id bigint not null default 0,
  action text not null check (action in ('load', 'report', 'prune')),
  cron text not null,
  tasks text,
  reread_days smallint not null default 0 check (reread_days between 0 and 3660),
  slice_days smallint check (slice_days between 1 and 366),
  spread_minutes smallint not null default 0 check (spread_minutes between 0 and 1440),
  missed text not null default 'once' check (missed in ('once', 'skip')),
  quiet_hours text,
  enabled boolean not null default true,
  updated_at timestamptz not null default now(),
  primary key (name, site_id)
);
comment on table etl_admin.etl_schedule is
  '计划: schedules that differ from the shipped ones or come on top; the row of a store wins over that of all stores';
comment on column etl_admin.etl_schedule.site_id is '门店ID: 0 = all stores';
comment on column etl_admin.etl_schedule.cron is 'cron 表达式: in the zone of the store';
comment on column etl_admin.etl_schedule.tasks is '任务: as --tasks; null = all that are on';
comment on column etl_admin.etl_schedule.reread_days is '回读天数: how far back records are read again, because no endpoint tells when one was edited';
comment on column etl_admin.etl_schedule.slice_days is
  '分片天数: read only this many of those days, the ones read longest ago; null = all of them';
comment on column etl_admin.etl_schedule.spread_minutes is '分散分钟: each store starts at its own minute within this span';
comment on column etl_admin.etl_schedule.missed is '错过策略: once = a missed start is made up for, once; skip = it is left';
comment on column etl_admin.etl_schedule.quiet_hours is '静默时段: HH:MM-HH:MM of the store in which it does not start; null = QUIET_HOURS';

create table etl_admin.etl_schedule_state (
  name text not null,
  site_id bigint not null,
  due_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  outcome text,
  message text,
  run_id uuid,
  retry_at timestamptz,
  retries smallint not null default 0,
  primary key (name, site_id)
);
comment on table etl_admin.etl_schedule_state is '计划状态: last start of each schedule for each store';
comment on column etl_admin.etl_schedule_state.due_at is '应启动时间: the due time that has been dealt with; the next one follows from it';
comment on column etl_admin.etl_schedule_state.retry_at is '重试时间: what did not finish is tried again then; null = nothing is left to do';

create table etl_admin.etl_backfill (
  backfill_id bigint generated always as identity primary key,
  site_id bigint not null,
  range_from timestamptz not null,
  range_to timestamptz not null,
  tasks text[] not null,
  status text not null default 'OPEN' check (status in ('OPEN', 'DONE', 'CANCELLED')),
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
comment on table etl_admin.etl_backfill is '回补: a long range of one store, read in pieces beside the live sync';

create table etl_admin.etl_wanted_window (
  wanted_id bigint generated always as identity primary key,
  backfill_id bigint references etl_admin.etl_backfill on delete cascade,
  site_id bigint not null,
  task_code text not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  reason text not null,
  status text not null default 'WANTED' check (status in ('WANTED', 'DONE', 'FAILED', 'SPLIT')),
  attempts smallint not null default 0,
  rows_seen bigint,
  error text,
  run_id uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check (window_from < window_to)
);
create index etl_wanted_window_backfill on etl_admin.etl_wanted_window (backfill_id, wanted_id);
create unique index etl_wanted_window_live on etl_admin.etl_wanted_window (site_id, task_code, window_from, window_to)
  where backfill_id is null and status = 'WANTED';
comment on table etl_admin.etl_wanted_window is
  '待读窗口: ranges to be read again, because a document in them was reversed (no backfill_id) or as a piece of a backfill';

alter table etl_admin.etl_lease add column lane text not null default 'live', add column wanted_at timestamptz;
comment on column etl_admin.etl_lease.lane is '通道: live, or backfill, which holds a store for one window at a time';
comment on column etl_admin.etl_lease.wanted_at is '等待时间: when somebody last waited for the store; a backfill lets them go first';
