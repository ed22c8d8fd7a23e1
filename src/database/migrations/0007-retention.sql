-- What retention writes down, and what it and the standing of checks look up.
alter table etl_admin.etl_window add column pruned_at timestamptz;
comment on column etl_admin.etl_window.pruned_at is
  '归档清理时间: when retention removed the archived answers of the walk; what was loaded from them stays';

create index etl_check_result_failing on etl_admin.etl_check_result (site_id, check_id, result_id) where failing_days <> '{}';
create index etl_check_result_checked on etl_admin.etl_check_result (checked_at);
create index etl_quarantine_closed on etl_admin.etl_quarantine (resolved_at) where status <> 'OPEN';
