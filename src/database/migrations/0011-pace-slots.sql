-- A shared request limit that holds whatever happens to a request on its way: as many slots as requests are allowed in a second.
alter table etl_admin.etl_pace drop column next_at;
comment on table etl_admin.etl_pace is '请求节奏: until when nobody may ask with a credential, because upstream said so';

create table etl_admin.etl_pace_slot (
  credential text not null,
  slot smallint not null,
  usable_at timestamptz not null default '-infinity',
  held_until timestamptz,
  primary key (credential, slot)
);
comment on table etl_admin.etl_pace_slot is '请求名额: one request a second with a credential, whichever process sends it';
comment on column etl_admin.etl_pace_slot.usable_at is '可用时间: when the next request may start with it';
comment on column etl_admin.etl_pace_slot.held_until is '占用至: a request is on its way with it; one that is not answered by then is taken for lost';
