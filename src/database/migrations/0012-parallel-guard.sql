-- Loads that are large are spread over PostgreSQL's workers, which asks that every function in them may run there. Before
-- PostgreSQL 16 the guard of casts catches an error, and that no worker may.
do $migration$
begin
  if current_setting('server_version_num')::int >= 160000 then
    alter function etl_admin.accepts(text, text) parallel safe;
  end if;
end
$migration$;
