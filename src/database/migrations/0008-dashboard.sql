-- Who may use the dashboard, who is in it now, and what everybody did there.
create table etl_admin.dashboard_user (
  user_name text primary key check (user_name ~ '^[^\s[:cntrl:]]{1,64}$'),
  role text not null check (role in ('viewer', 'operator', 'admin')),
  site_ids bigint[] check (cardinality(site_ids) > 0),
  password_hash text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table etl_admin.dashboard_user is '看板用户: who may use the dashboard, as what, and for which stores';
comment on column etl_admin.dashboard_user.role is
  '角色: viewer looks; operator also starts and mends; admin also sees settings and the audit';
comment on column etl_admin.dashboard_user.site_ids is '可见门店: null = all stores';
comment on column etl_admin.dashboard_user.password_hash is '密码散列: scrypt with its salt and cost; null = comes in by one-time links only';

create table etl_admin.dashboard_session (
  token_hash text primary key,
  user_name text not null references etl_admin.dashboard_user on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  agent text not null
);
create index dashboard_session_user on etl_admin.dashboard_session (user_name);
create index dashboard_session_expiry on etl_admin.dashboard_session (expires_at);
comment on table etl_admin.dashboard_session is '看板会话: who is logged in; the token itself is only in the cookie';

create table etl_admin.dashboard_link (
  token_hash text primary key,
  user_name text not null references etl_admin.dashboard_user on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table etl_admin.dashboard_link is '一次性登录链接: works once, for a short time';

create table etl_admin.dashboard_login_attempt (
  attempt_id bigint generated always as identity primary key,
  at timestamptz not null,
  user_name text not null,
  address text not null,
  succeeded boolean not null default false
);
create index dashboard_login_attempt_address on etl_admin.dashboard_login_attempt (address, at);
create index dashboard_login_attempt_user on etl_admin.dashboard_login_attempt (user_name, at);
comment on table etl_admin.dashboard_login_attempt is '登录尝试: kept for a day, to slow down guessing, across restarts too';

create table etl_admin.dashboard_audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  user_name text not null,
  address text not null,
  action text not null,
  subject jsonb not null default '{}',
  outcome text not null check (outcome in ('DONE', 'REFUSED', 'FAILED')),
  message text
);
create index dashboard_audit_at on etl_admin.dashboard_audit (at desc);
comment on table etl_admin.dashboard_audit is '看板审计: every login, every change and every look at personal data: who, when, what, from where, outcome';
comment on column etl_admin.dashboard_audit.user_name is '用户: kept when the user is removed; "terminal" = the command line';
comment on column etl_admin.dashboard_audit.subject is '对象: what the action was about, never a password or token';

create table etl_admin.dashboard_secret (
  is_the_one boolean primary key default true check (is_the_one),
  key text not null
);
comment on table etl_admin.dashboard_secret is '签名密钥: signs session cookies; deleting the row ends all sessions';
