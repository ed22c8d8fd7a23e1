-- What the typed layer needs: a guard for casts, and the days whose figures have to be computed again.
do $migration$
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute $f$create function etl_admin.accepts(candidate text, type_name text) returns boolean language sql stable
      as 'select pg_input_is_valid(candidate, type_name)'$f$;
  else
    execute $f$create function etl_admin.accepts(candidate text, type_name text) returns boolean language plpgsql stable as $body$
      begin
        execute format('select %L::%s', candidate, type_name::regtype);
        return true;
      exception when data_exception then
        return false;
      end
      $body$ $f$;
  end if;
end
$migration$;
comment on function etl_admin.accepts(text, text) is
  '可否转换: whether a text can be cast; pg_input_is_valid where there is one (PostgreSQL 16)';

create table etl_admin.etl_dirty_day (
  site_id bigint not null,
  business_date date not null,
  input text not null,
  reason text not null,
  marked_at timestamptz not null default now(),
  primary key (site_id, business_date, input)
);
comment on table etl_admin.etl_dirty_day is '待重算日: business days on which rows of an input table came, changed or went';
comment on column etl_admin.etl_dirty_day.input is '输入表: DWD table that changed';

alter table etl_admin.etl_cursor add column declaration_hash text;
comment on column etl_admin.etl_cursor.declaration_hash is
  '声明哈希: the declaration a typed table was filled by; when it differs the table is filled again from ODS';
