-- All hours of a business day for each table that was in use on it. A segment is cut at hours, at midnight and at the
-- borders of the business day. Where segments of a table overlap, use_seconds counts the time once.
with hours as (
  select d.business_date, h as starts_at, least(h + interval '1 hour', d.ends_at) as ends_at,
    extract(hour from h at time zone s.timezone)::int as local_hour
  from days d
  join etl_admin.etl_store s on s.site_id = $siteId::bigint
  cross join generate_series(d.starts_at, d.ends_at - interval '1 microsecond', interval '1 hour') as h
), segment as materialized (
  -- The lower bound on the start keeps the search within the index; what seems to last longer is cut off.
  select d.business_date, f.table_id, f.table_name, f.table_area_id, f.table_area_name, f.table_fee_id, f.start_use_time,
    greatest(f.start_use_time, d.starts_at) as starts_at,
    least(f.last_use_time, f.start_use_time + interval '31 days', d.ends_at) as ends_at
  from days d
  join billiards.fact_table_fee f on f.site_id = $siteId::bigint
    and f.start_use_time > d.starts_at - interval '31 days' and f.start_use_time < d.ends_at and f.last_use_time > d.starts_at
  where f.table_id is not null and not f.is_deleted and f.is_flagged_deleted is not true
), used_table as (
  select distinct on (business_date, table_id) business_date, table_id, table_name, table_area_id, table_area_name
  from segment
  where ends_at > starts_at
  order by business_date, table_id, start_use_time desc, table_fee_id desc
), piece as (
  select s.business_date, s.table_id, h.local_hour, greatest(s.starts_at, h.starts_at) as starts_at,
    least(s.ends_at, h.ends_at) as ends_at
  from segment s
  join hours h on h.business_date = s.business_date and s.starts_at < h.ends_at and s.ends_at > h.starts_at
), in_use as (
  select business_date, table_id, local_hour, count(*) as segments, sum(extract(epoch from ends_at - starts_at)) as seconds,
    range_agg(tstzrange(starts_at, ends_at)) as covered
  from piece
  where ends_at > starts_at
  group by 1, 2, 3
), capacity as (
  -- When clocks go back an hour comes twice, when they go forward one is missing.
  select business_date, local_hour, sum(extract(epoch from ends_at - starts_at)) as seconds
  from hours
  group by 1, 2
)
select t.business_date, t.table_id, c.local_hour, t.table_name, t.table_area_id, t.table_area_name,
  coalesce(u.segments, 0) as segment_count,
  coalesce((select sum(extract(epoch from upper(r) - lower(r))) from unnest(u.covered) as r), 0)::bigint as use_seconds,
  coalesce(u.seconds, 0)::bigint as segment_seconds,
  c.seconds::bigint as capacity_seconds
from used_table t
join capacity c using (business_date)
left join in_use u using (business_date, table_id, local_hour)
