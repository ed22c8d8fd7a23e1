@echo off
rem Every ten minutes do what is due.
schtasks /Create /TN feiqiu-etl /SC MINUTE /MO 10 /TR "C:\feiqiu-etl\run_etl.bat schedule --once --quiet"
