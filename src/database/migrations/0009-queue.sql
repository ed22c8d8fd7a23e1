-- Several machines at the same stores: who is at work, how fast a credential may be used, which backfills are theirs to read.
create table etl_admin.etl_worker (
  worker_id uuid primary key,
  host text not null,
  pid integer not null,
  concurrency smallint not null,
  queue_ids text[] not null default '{}',
  started_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp()
);
comment on table etl_admin.etl_worker is '工作进程: processes that take jobs from the queue; one that is silent loses its jobs to the others';
comment on column etl_admin.etl_worker.queue_ids is '队列标识: names under which the process locks jobs';

create table etl_admin.etl_pace (
  credential text primary key,
  next_at timestamptz not null,
  paused_until timestamptz not null default '-infinity'
);
comment on table etl_admin.etl_pace is '请求节奏: when the next request with a credential may start, whichever process sends it';
comment on column etl_admin.etl_pace.credential is '凭证: address of upstream and name of the variable that holds the token, never the token';
comment on column etl_admin.etl_pace.paused_until is '暂停至: upstream asked for silence until then';

alter table etl_admin.etl_backfill add column queued boolean not null default false;
comment on column etl_admin.etl_backfill.queued is '由队列执行: read by the workers, a window at a time';
create index etl_backfill_queued on etl_admin.etl_backfill (site_id, backfill_id) where queued and status = 'OPEN';
