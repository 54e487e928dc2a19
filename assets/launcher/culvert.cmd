@echo off
rem Culvert's command line, run by the app that this file lies in: no window, no tray, and no Node of your own needed.
"%~dp0..\..\Culvert.exe" --js-flags=--max-semi-space-size=64 --command-line -- %*
exit /b %ERRORLEVEL%
