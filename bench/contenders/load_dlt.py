"""The peer: dlt with its rest_api source and its postgres destination, reading endpoints in parallel as it does by itself.

Records stay one row each (no child tables), which is the quickest dlt can do and nearest to raw tables.
Job on stdin, result as the last line of stdout, as bench/lib/child.ts says. "--version" prints versions only.
"""

import json
import os
import platform
import resource
import sys
import time

# Nothing may leave the machine.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402


def resource_of(endpoint):
    paged = endpoint["paged"]
    body = json.loads(endpoint["body"])
    if not paged:
        paginator = {"type": "single_page"}
    else:
        paginator = {
            "type": "page_number",
            "base_page": 1,
            "page_body_path": "page",
            "total_path": None,
            "stop_after_empty_page": True,
        }
    return {
        "name": endpoint["table"],
        "parallelized": True,
        "max_table_nesting": 0,
        "write_disposition": "append",
        "endpoint": {
            "path": endpoint["path"].lstrip("/"),
            "method": "POST",
            "json": body,
            "data_selector": endpoint["listPath"],
            "paginator": paginator,
        },
    }


def load(job):
    os.environ["EXTRACT__WORKERS"] = str(job["inFlight"])
    os.environ["NORMALIZE__WORKERS"] = str(os.cpu_count())
    source = rest_api_source(
        {
            "client": {
                "base_url": job["baseUrl"] + "/",
                "auth": {"type": "bearer", "token": job["token"]},
            },
            "resources": [resource_of(endpoint) for endpoint in job["endpoints"]],
        },
        parallelized=True,
    )
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=job["folder"],
        destination=dlt.destinations.postgres(credentials=job["url"]),
        dataset_name="bench_dlt",
    )
    started = time.perf_counter()
    cpu_started = time.process_time()
    pipeline.run(source).raise_on_failed_jobs()
    ms = (time.perf_counter() - started) * 1000
    cpu_ms = (time.process_time() - cpu_started) * 1000
    rows = 0
    with pipeline.sql_client() as client:
        for endpoint in job["endpoints"]:
            table = client.make_qualified_table_name(endpoint["table"])
            try:
                rows += client.execute_sql(f"select count(*) from {table}")[0][0]
            except dlt.destinations.exceptions.DatabaseUndefinedRelation:
                pass  # dlt makes no table for an endpoint without records
    return rows, ms, cpu_ms


def peak_mb():
    """The greatest of this process and of each that it started."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        print(json.dumps({"python": platform.python_version(), "dlt": dlt.__version__}))
    else:
        rows, ms, cpu_ms = load(json.load(sys.stdin))
        print(json.dumps({"rows": rows, "ms": ms, "cpuMs": cpu_ms, "rssMb": peak_mb()}))
