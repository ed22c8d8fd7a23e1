-- Filled by the work in progress on 0006-alerts.
select 1;
