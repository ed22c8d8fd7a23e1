-- Bookkeeping of the ETL: stores, tasks, what was read, what happened, what was refused.
-- Data tables (ODS, DWD, DWS) are not made here but from the catalog, additively.
create schema if not exists etl_admin;

create table etl_admin.etl_store (
  site_id bigint primary key,
  store_name text not null default '',
  enabled boolean not null default true,
  timezone text not null default 'Asia/Shanghai',
  business_day_start_hour smallint not null default 8 check (business_day_start_hour between 0 and 23),
  history_from date,
  token_env text not null default 'API_TOKEN',
  token_site_id bigint,
  created_at timestamptz not null default now()
);
comment on table etl_admin.etl_store is '门店: stores to load, with zone, business day and where their credential is';
comment on column etl_admin.etl_store.site_id is '门店ID: upstream siteProfile.id';
comment on column etl_admin.etl_store.history_from is '历史起始日: first date to load; null = the last 7 days';
comment on column etl_admin.etl_store.token_env is '凭证环境变量名: NAME of the environment variable that holds the token, never the token';
comment on column etl_admin.etl_store.token_site_id is '凭证对应门店: the site the token was seen to answer for';

create table etl_admin.etl_task (
  task_code text not null,
  store_id bigint not null,
  enabled boolean not null default true,
  updated_at timestamptz not null default now(),
  primary key (task_code, store_id)
);
comment on table etl_admin.etl_task is '任务开关: which task runs for which store; a task without a row is enabled';

create table etl_admin.etl_load_counter (
  site_id bigint not null,
  table_name text not null,
  last_load_id bigint not null default 0,
  primary key (site_id, table_name)
);
comment on table etl_admin.etl_load_counter is
  '装载序号: last load_id of a store and table; updated inside the load transaction, so number order is commit order';

create table etl_admin.etl_cursor (
  site_id bigint not null,
  task_code text not null,
  time_cursor timestamptz,
  id_cursor bigint,
  probe_after timestamptz,
  updated_at timestamptz not null default now(),
  primary key (site_id, task_code)
);
comment on table etl_admin.etl_cursor is '游标: how far a task has read without a hole';
comment on column etl_admin.etl_cursor.time_cursor is '时间游标: end of the contiguous complete range';
comment on column etl_admin.etl_cursor.id_cursor is 'ID游标: last load_id of the source table already followed up';
comment on column etl_admin.etl_cursor.probe_after is '下次探测时间: an optional endpoint that failed is not asked again before this';

create table etl_admin.etl_window (
  site_id bigint not null,
  task_code text not null,
  walk_id text not null,
  window_from timestamptz,
  window_to timestamptz,
  source_id text,
  status text not null check (status in ('COMPLETE', 'INCOMPLETE')),
  proves_absence boolean not null default false,
  started_at timestamptz not null,
  ended_at timestamptz,
  total bigint,
  rows_seen bigint not null,
  distinct_keys bigint not null,
  doubts text[] not null default '{}',
  load_id bigint not null,
  run_id uuid,
  loaded_at timestamptz not null default now(),
  primary key (site_id, task_code, walk_id)
);
create index etl_window_range on etl_admin.etl_window (site_id, task_code, window_from, window_to);
create index etl_window_started on etl_admin.etl_window (site_id, task_code, started_at);
comment on table etl_admin.etl_window is '已读窗口: every walk that was loaded, and whether it proved itself; the truth of what was read';
comment on column etl_admin.etl_window.proves_absence is '可证缺失: rows in scope that this walk did not show were gone upstream';
comment on column etl_admin.etl_window.started_at is '开始读取时间: request of the first page (kept in replay)';

create table etl_admin.etl_run (
  run_id uuid primary key,
  command text not null,
  arguments jsonb not null default '{}',
  status text not null check (status in ('RUNNING', 'SUCCESS', 'PARTIAL', 'FAILED', 'CANCELLED')),
  dry_run boolean not null default false,
  host text not null,
  process_id integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  error text
);
create index etl_run_started on etl_admin.etl_run (started_at desc);
comment on table etl_admin.etl_run is '运行: one execution of a command that moves data';

create table etl_admin.etl_task_run (
  run_id uuid not null,
  site_id bigint not null,
  task_code text not null,
  status text not null check (status in ('RUNNING', 'SUCCESS', 'INCOMPLETE', 'WARNING', 'FAILED', 'SKIPPED', 'CANCELLED')),
  window_from timestamptz,
  window_to timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  requests integer not null default 0,
  retries integer not null default 0,
  pages integer not null default 0,
  rows_seen bigint not null default 0,
  rows_new bigint not null default 0,
  rows_changed bigint not null default 0,
  rows_unchanged bigint not null default 0,
  rows_late bigint not null default 0,
  rows_duplicate bigint not null default 0,
  rows_quarantined bigint not null default 0,
  rows_deleted bigint not null default 0,
  bytes bigint not null default 0,
  extract_ms bigint not null default 0,
  load_ms bigint not null default 0,
  error_code text,
  error text,
  retry_at timestamptz,
  primary key (run_id, site_id, task_code)
);
create index etl_task_run_task on etl_admin.etl_task_run (site_id, task_code, started_at desc);
comment on table etl_admin.etl_task_run is '任务运行: one task of one store in one run, with its counters';

create table etl_admin.etl_lease (
  site_id bigint primary key,
  token bigint not null,
  holder text not null,
  host text not null,
  since timestamptz not null,
  heartbeat_at timestamptz not null,
  progress text not null default ''
);
comment on table etl_admin.etl_lease is '租约: who may write a store now; the token grows with every takeover and fences the loser off';

create table etl_admin.etl_quarantine (
  quarantine_id bigint generated always as identity primary key,
  site_id bigint not null,
  target_table text not null,
  entry_key text not null,
  source_id text,
  rule text not null,
  column_name text,
  bad_value text,
  reason text not null,
  raw text not null,
  source_file text not null,
  page_no integer not null,
  record_index integer not null,
  status text not null default 'OPEN' check (status in ('OPEN', 'RESOLVED', 'DISMISSED')),
  occurrences integer not null default 1,
  run_id uuid,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  resolved_at timestamptz
);
create unique index etl_quarantine_open on etl_admin.etl_quarantine (site_id, target_table, entry_key, rule) where status = 'OPEN';
comment on table etl_admin.etl_quarantine is '隔离区: records that could not be stored, raw and with the reason; one open entry a record and rule';
comment on column etl_admin.etl_quarantine.entry_key is '标识: the source id, or a hash of the raw text where there is none';

create table etl_admin.etl_drift (
  site_id bigint not null,
  ods_table text not null,
  kind text not null,
  path text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  rows_affected bigint not null,
  rows_checked bigint not null,
  sample text,
  run_id uuid,
  primary key (site_id, ods_table, kind, path)
);
comment on table etl_admin.etl_drift is '接口漂移: where upstream differs from the catalog; last_seen_at moves while it lasts';

-- Used only for pages PostgreSQL refused as a whole: tells the bad record from the good ones.
create function etl_admin.is_jsonb(candidate text) returns boolean language plpgsql immutable as $$
begin
  perform candidate::jsonb;
  return true;
exception when others then
  return false;
end
$$;

create table etl_admin.etl_schema (
  layer text primary key,
  ddl_hash text not null,
  applied_at timestamptz not null default now()
);
comment on table etl_admin.etl_schema is '已应用结构: hash of the generated DDL of a layer, so that an unchanged one is not run again';
