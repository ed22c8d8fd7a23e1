@echo off
rem Runs the ETL from any folder: run_etl.bat --tasks ODS_ORDER_SETTLE,ODS_PAYMENT
setlocal
cd /d "%~dp0" || exit /b 1
where node >nul 2>nul
if errorlevel 1 (
  echo run_etl.bat: node was not found; install Node.js 20.19 or newer from https://nodejs.org 1>&2
  exit /b 2
)
node "bin\feiqiu-etl.mjs" %*
exit /b %ERRORLEVEL%
