-- Filled by the work in progress on 0008-dashboard.
select 1;
