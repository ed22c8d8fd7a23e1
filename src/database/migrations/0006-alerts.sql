-- What somebody has to know: one row a cause while it lasts, and what each channel has been told of it.
create table etl_admin.etl_alert (
  alert_id bigint generated always as identity primary key,
  site_id bigint not null,
  kind text not null,
  subject text not null,
  code text not null,
  severity text not null check (severity in ('error', 'warning')),
  detail text not null,
  occurrences integer not null default 1,
  opened_at timestamptz not null,
  news_at timestamptz not null,
  last_seen_at timestamptz not null,
  resolved_at timestamptz
);
create unique index etl_alert_open on etl_admin.etl_alert (site_id, kind, subject) where resolved_at is null;
create index etl_alert_resolved on etl_admin.etl_alert (resolved_at);
comment on table etl_admin.etl_alert is '告警: what somebody has to know; one row a cause from its first sight to its end';
comment on column etl_admin.etl_alert.kind is
  '类别: run = could not start, task = failed or incomplete, quarantine, check, day = held back, stale, token';
comment on column etl_admin.etl_alert.subject is '对象: task, check, business day or variable; empty for the store as a whole';
comment on column etl_admin.etl_alert.code is '代码: how it shows itself; another code of the same subject is news';
comment on column etl_admin.etl_alert.occurrences is '次数: how often it was found';
comment on column etl_admin.etl_alert.news_at is '更新时间: when it was last news, and so told; otherwise there are only reminders';

create table etl_admin.etl_alert_delivery (
  alert_id bigint not null references etl_admin.etl_alert on delete cascade,
  channel text not null,
  told text check (told in ('OPEN', 'RESOLVED')),
  told_at timestamptz,
  failures integer not null default 0,
  failed_at timestamptz,
  error text,
  primary key (alert_id, channel)
);
comment on table etl_admin.etl_alert_delivery is '告警送达: what a channel was last told of an alert, and why it could not be told more';
comment on column etl_admin.etl_alert_delivery.failures is '失败次数: tries in vain since it was last told';

create table etl_admin.etl_report_delivery (
  site_id bigint not null,
  business_date date not null,
  channel text not null,
  sent_at timestamptz,
  failed_at timestamptz,
  error text,
  primary key (site_id, business_date, channel)
);
comment on table etl_admin.etl_report_delivery is '日报送达: which channel got the daily report of a store-day';
