; The command line: a folder that Windows has on every user's PATH gets a small file that leads to the launcher in the app,
; so that PATH itself need not be edited. The installer is one of one click for one user, so the app's folder is known.
!macro customInstall
  CreateDirectory "$LOCALAPPDATA\Microsoft\WindowsApps"
  FileOpen $0 "$LOCALAPPDATA\Microsoft\WindowsApps\culvert.cmd" w
  FileWrite $0 '@"%LOCALAPPDATA%\Programs\culvert\resources\bin\culvert.cmd" %*$\r$\n'
  FileClose $0
!macroend

!macro customUnInstall
  Delete "$LOCALAPPDATA\Microsoft\WindowsApps\culvert.cmd"
!macroend
