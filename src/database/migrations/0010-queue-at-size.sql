-- Jobs that read one window each must not look at all the windows and runs that there are.
create index etl_wanted_window_left on etl_admin.etl_wanted_window (backfill_id, attempts, window_from, task_code)
  where status in ('WANTED', 'FAILED');
create index etl_run_running on etl_admin.etl_run (run_id) where status = 'RUNNING';
