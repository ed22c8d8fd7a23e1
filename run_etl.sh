#!/bin/sh
# Runs the ETL from any folder: ./run_etl.sh --tasks ODS_ORDER_SETTLE,ODS_PAYMENT
cd "$(dirname -- "$0")" || exit 1
if ! command -v node >/dev/null 2>&1; then
  echo "run_etl.sh: node was not found; install Node.js 20.19 or newer (https://nodejs.org)" >&2
  exit 2
fi
exec node bin/feiqiu-etl.mjs "$@"
