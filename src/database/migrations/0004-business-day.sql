-- When the business days of a store start, by date: one rule holds from a business date on, until the next one.
create table etl_admin.etl_business_day (
  site_id bigint not null,
  valid_from date not null default '-infinity',
  start_hour smallint not null check (start_hour between 0 and 23),
  timezone text not null,
  primary key (site_id, valid_from)
);
comment on table etl_admin.etl_business_day is '营业日规则: hour and zone in which the business days of a store start, from a business date on';
comment on column etl_admin.etl_business_day.valid_from is '起始营业日: first business date under the rule; -infinity = since ever';
comment on column etl_admin.etl_business_day.start_hour is '起始钟点: hour of the wall clock at which a business day starts';

insert into etl_admin.etl_business_day (site_id, start_hour, timezone)
select site_id, business_day_start_hour, timezone from etl_admin.etl_store;
alter table etl_admin.etl_store drop column business_day_start_hour;

-- The business date of a moment. The arrays hold a store's rules, oldest first: the moment from which each holds (the first
-- since -infinity), its hour and zone, and the last date it governs (null for the last one).
create function etl_admin.business_date(at timestamptz, starts timestamptz[], hours integer[], zones text[], ends date[])
returns date language sql immutable parallel safe as $$
  select least(
    ((at at time zone zones[width_bucket(at, starts)]) - make_interval(hours => hours[width_bucket(at, starts)]))::date,
    ends[width_bucket(at, starts)])
$$;
comment on function etl_admin.business_date(timestamptz, timestamptz[], integer[], text[], date[]) is
  '营业日: business date of a moment under the rules of a store';

-- The same for people who ask by hand: slower, because it looks the rules up for every moment.
create function etl_admin.business_date(site bigint, at timestamptz) returns date language sql stable as $$
  select etl_admin.business_date(at, array_agg(starts_at order by valid_from), array_agg(start_hour order by valid_from),
    array_agg(timezone order by valid_from), array_agg(last_date order by valid_from))
  from (
    select valid_from, start_hour::integer, timezone, lead(valid_from) over (order by valid_from) - 1 as last_date,
      case when valid_from = '-infinity' then '-infinity'::timestamptz
        else (valid_from + make_interval(hours => start_hour)) at time zone timezone end as starts_at
    from etl_admin.etl_business_day where site_id = site
  ) rule
$$;
comment on function etl_admin.business_date(bigint, timestamptz) is '营业日: business date of a moment in a store';
