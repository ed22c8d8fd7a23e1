-- What publishing the marts and running the checks leave behind.
create table etl_admin.etl_restatement (
  site_id bigint not null,
  business_date date not null,
  run_id uuid not null,
  outcome text not null check (outcome in ('PUBLISHED', 'PROVISIONAL', 'BLOCKED')),
  reasons jsonb not null,
  rows_changed integer not null,
  failed_checks text[] not null default '{}',
  at timestamptz not null default clock_timestamp(),
  primary key (site_id, business_date, run_id)
);
create index etl_restatement_at on etl_admin.etl_restatement (site_id, at desc);
comment on table etl_admin.etl_restatement is '重述记录: every time the marts of a store-day were computed again, why, and with what outcome';
comment on column etl_admin.etl_restatement.reasons is '原因: list of {input, reason}, the input tables whose change made the day due';
comment on column etl_admin.etl_restatement.rows_changed is '变动行数: mart rows written or removed; 0 = the figures stayed as they were';

create table etl_admin.etl_check_result (
  result_id bigint generated always as identity primary key,
  run_id uuid not null,
  site_id bigint not null,
  check_id text not null,
  status text not null check (status in ('PASS', 'INFO', 'WARN', 'FAIL', 'ERROR', 'SNOOZED', 'NO_HISTORY')),
  severity text not null check (severity in ('info', 'warn', 'error')),
  blocking boolean not null,
  from_date date,
  to_date date,
  failing_days date[] not null default '{}',
  violations bigint not null,
  observed text,
  expected text,
  failing_keys jsonb not null default '[]',
  sql_hash text not null,
  message text,
  checked_at timestamptz not null default clock_timestamp(),
  duration_ms integer not null
);
create index etl_check_result_check on etl_admin.etl_check_result (site_id, check_id, result_id desc);
create index etl_check_result_run on etl_admin.etl_check_result (run_id);
comment on table etl_admin.etl_check_result is '检查结果: every result of every check, kept';
comment on column etl_admin.etl_check_result.status is
  '状态: FAIL = a check of severity error was violated, WARN and INFO the same for theirs, ERROR = the check could not be run';
comment on column etl_admin.etl_check_result.from_date is '起始营业日: first day judged; null = the check looks at the store as a whole';
comment on column etl_admin.etl_check_result.failing_keys is
  '违规行: up to 100 violating rows as {business_date, entry_key, observed, expected}';
comment on column etl_admin.etl_check_result.sql_hash is '语句哈希: the SQL that was run, in etl_check_sql';

create table etl_admin.etl_check_sql (
  sql_hash text primary key,
  sql text not null
);
comment on table etl_admin.etl_check_sql is '检查语句: SQL of the checks as it was run, each text once';

create table etl_admin.etl_check_snooze (
  snooze_id bigint generated always as identity primary key,
  check_id text not null,
  site_id bigint,
  reason text not null check (reason <> ''),
  until timestamptz not null,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index etl_check_snooze_check on etl_admin.etl_check_snooze (check_id, until);
comment on table etl_admin.etl_check_snooze is '检查静默: a check whose violations are known and accepted until a moment';
comment on column etl_admin.etl_check_snooze.site_id is '门店ID: null = all stores';
