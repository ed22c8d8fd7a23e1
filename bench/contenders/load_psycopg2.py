"""The peer: an ODS load of the usual Python kind. psycopg2 execute_values with page_size 1000, ON CONFLICT DO UPDATE and
RETURNING (xmax = 0), the payload through json.dumps, its hash as sha256 of the sorted JSON, one transaction a walk.

It updates only where the hash differs, which is kinder to it than rewriting every row would be.
Job on stdin, result as the last line of stdout, as bench/lib/child.ts says. "--version" prints versions only.
"""

import gzip
import hashlib
import json
import os
import platform
import resource
import sys
import time

import psycopg2
from psycopg2.extras import execute_values

COLUMNS = (
    "site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no, record_index,"
    " load_id, fetched_at, first_seen_at, event_time"
)
UPSERT = """insert into {table} as t ({columns}) values %s
on conflict (site_id, source_id) do update set payload = excluded.payload, content_hash = excluded.content_hash,
  source_endpoint = excluded.source_endpoint, source_file = excluded.source_file, page_no = excluded.page_no,
  record_index = excluded.record_index, load_id = excluded.load_id, fetched_at = excluded.fetched_at,
  event_time = excluded.event_time
where t.content_hash is distinct from excluded.content_hash
returning (xmax = 0) as inserted"""


def walks(root):
    """Folders of an archive that hold a manifest, in order of time."""
    found = [folder for folder, _, files in os.walk(root) if "manifest.jsonl" in files]
    return sorted(found, key=os.path.basename)


def pages(folder):
    """Header, then the pages that count with their records."""
    with open(os.path.join(folder, "manifest.jsonl"), encoding="utf-8") as manifest:
        lines = [json.loads(line) for line in manifest]
    for line in lines:
        if line["kind"] == "page":
            with gzip.open(os.path.join(folder, line["file"]), "rb") as body:
                yield lines[0], line, json.loads(body.read())["data"]["settleList"]


def rows_of(folder):
    for header, page, records in pages(folder):
        for index, record in enumerate(records):
            settle = record["settleList"]
            digest = hashlib.sha256(
                json.dumps(record, sort_keys=True, ensure_ascii=False).encode("utf-8")
            ).hexdigest()
            yield (
                header["siteId"],
                str(settle["id"]),
                json.dumps(record, ensure_ascii=False),
                digest,
                header["request"]["path"],
                page["file"],
                page["pageNo"],
                index,
                1,
                page["receivedAt"],
                page["receivedAt"],
                settle["payTime"],
            )


def load(job):
    connection = psycopg2.connect(job["url"], application_name="bench contender psycopg2")
    sql = UPSERT.format(table=job["table"], columns=COLUMNS)
    totals = {"rows": 0, "new": 0, "changed": 0, "unchanged": 0}
    cpu_before, started = time.process_time(), time.perf_counter()
    for folder in walks(job["archive"]):
        with connection.cursor() as cursor:
            records = list(rows_of(folder))
            written = execute_values(cursor, sql, records, page_size=1000, fetch=True)
        connection.commit()
        inserted = sum(1 for (is_new,) in written if is_new)
        totals["rows"] += len(records)
        totals["new"] += inserted
        totals["changed"] += len(written) - inserted
        totals["unchanged"] += len(records) - len(written)
    ms = (time.perf_counter() - started) * 1000
    cpu_ms = (time.process_time() - cpu_before) * 1000
    connection.close()
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**totals, "ms": ms, "cpuMs": cpu_ms, "rssMb": rss_mb}))


def main():
    if "--version" in sys.argv:
        sys.stdin.read()
        version = psycopg2.__version__.split(" ")[0]
        print(json.dumps({"python": platform.python_version(), "psycopg2": version}))
        return
    load(json.load(sys.stdin))


if __name__ == "__main__":
    main()
