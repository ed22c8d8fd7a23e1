comment on column etl_admin.etl_alert.kind is
  '类别: run = could not start, task = failed or incomplete, wait = upstream asked for silence, quarantine, check, day = held back, stale, token';
