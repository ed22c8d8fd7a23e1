-- Filled by the work in progress on 0007-retention.
select 1;
