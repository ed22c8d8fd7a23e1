@echo off
rem Run feiqiu-etl every two hours, ten minutes past the hour.
schtasks /Create /TN feiqiu-etl /SC HOURLY /MO 2 /ST 00:10 /TR "C:\feiqiu-etl\run_etl.bat run --quiet"
