; The program folder is exchanged as a whole: two renames, so that no moment has files of two versions mixed.

; After a run that was cut short: the old program is put back, or what it left is sorted out.
Function Recover
  ${IfNot} ${FileExists} "$INSTDIR\app.old\*.*"
    Return
  ${EndIf}
  ${If} ${FileExists} "${APP}\*.*"
    Call KeepOthers
  ${Else}
    Rename "$INSTDIR\app.old" "${APP}"
  ${EndIf}
FunctionEnd

Function Unpack
  RMDir /r "$INSTDIR\app.new"
  ClearErrors
  !insertmacro InstallFiles
  SetOutPath "$INSTDIR\app.new"
  WriteUninstaller "$INSTDIR\app.new\uninstall.exe"
  ; Else this folder is held by ourselves, and cannot be renamed.
  SetOutPath "$TEMP"
  ${If} ${Errors}
    !insertmacro Refuse ${STATUS_WRITE} "${TEXT_WRITE}"
  ${EndIf}
FunctionEnd

; Also where a full disk or a refusal ends the run within `File`.
Function .onInstFailed
  !insertmacro Withdraw
FunctionEnd

Function Swap
  ${If} ${FileExists} "${APP}\*.*"
    StrCpy $R1 "${APP}"
    StrCpy $R2 "$INSTDIR\app.old"
    Call RenameFolder
    ${If} ${Errors}
      !insertmacro Refuse ${STATUS_WRITE} "${TEXT_WRITE}"
    ${EndIf}
  ${EndIf}
  StrCpy $R1 "$INSTDIR\app.new"
  StrCpy $R2 "${APP}"
  Call RenameFolder
  ${If} ${Errors}
    Call SwapBack
    !insertmacro Refuse ${STATUS_WRITE} "${TEXT_WRITE}"
  ${EndIf}
FunctionEnd

; A virus scanner that is looking at fresh files makes a rename fail for a moment.
Function RenameFolder
  ${For} $R0 1 20
    ClearErrors
    Rename "$R1" "$R2"
    ${IfNot} ${Errors}
      Return
    ${EndIf}
    Sleep 500
  ${Next}
  SetErrors
FunctionEnd

Function SwapBack
  RMDir /r "${APP}"
  ${If} ${FileExists} "$INSTDIR\app.old\*.*"
    Rename "$INSTDIR\app.old" "${APP}"
  ${EndIf}
FunctionEnd

; Of the old folder, what the old version put there goes, and what somebody else put there moves to the same place in the new one.
Function KeepOthers
  StrCpy $R9 "drop" ; a file of the old version cannot be told from another's of the same name
  ClearErrors
  FileOpen $R7 "$INSTDIR\app.old\${LIST}" r
  ${IfNot} ${Errors}
    StrCpy $R9 "keep"
    ${Do}
      ClearErrors
      FileReadUTF16LE $R7 $R6
      ${If} ${Errors}
        ${ExitDo}
      ${EndIf}
      StrCpy $R6 $R6 -2
      Delete "$INSTDIR\app.old\$R6"
    ${Loop}
    FileClose $R7
    Delete "$INSTDIR\app.old\${LIST}"
    Delete "$INSTDIR\app.old\uninstall.exe"
  ${EndIf}
  Push ""
  Call KeepBelow
  RMDir /r "$INSTDIR\app.old"
FunctionEnd

; On the stack: a folder below app.old, with its \ at the end.
Function KeepBelow
  Exch $R0
  Push $R1
  Push $R2
  FindFirst $R1 $R2 "$INSTDIR\app.old\$R0*.*"
  ${DoUntil} $R2 == ""
    ${If} $R2 == "__pycache__"
      RMDir /r "$INSTDIR\app.old\$R0$R2"
    ${ElseIf} $R2 != "."
    ${AndIf} $R2 != ".."
      ${If} ${FileExists} "$INSTDIR\app.old\$R0$R2\*.*"
        Push "$R0$R2\"
        Call KeepBelow
      ${Else}
        Call KeepFile
      ${EndIf}
    ${EndIf}
    FindNext $R1 $R2
  ${Loop}
  FindClose $R1
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd

Function KeepFile
  CreateDirectory "${APP}\$R0"
  ${IfNot} ${FileExists} "${APP}\$R0$R2"
    Rename "$INSTDIR\app.old\$R0$R2" "${APP}\$R0$R2"
  ${ElseIf} $R9 == "keep"
    Rename "$INSTDIR\app.old\$R0$R2" "${APP}\$R0$R2.old"
  ${EndIf}
FunctionEnd

; Only what this version put there or wrote while running; a user's own file keeps its folder.
Function un.RemoveOwn
  !insertmacro RemoveFiles
  Delete "${APP}\${LIST}"
  Delete "${APP}\uninstall.exe"
  RMDir "${APP}"
  !insertmacro Withdraw
  ; Log, memory of files read, manual opened last. Settings, once there are any, stay.
  !insertmacro RemoveKept
  RMDir "$LOCALAPPDATA\${ID}"
FunctionEnd
