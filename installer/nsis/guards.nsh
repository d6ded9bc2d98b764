; What must be so before anything is changed. Each refusal has a status of its own and, unless silent, a sentence.

; Nothing of ours stays but what was there before.
!macro Withdraw
  RMDir /r "$INSTDIR\app.new"
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs"
!macroend

!macro Refuse STATUS TEXT
  !insertmacro Withdraw
  SetErrorLevel ${STATUS}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  Abort
!macroend

; The x86 program starts on every Windows, so that an old machine gets this sentence and not an English one.
Function RefuseUnfitSystem
  ${If} ${AtLeastWin8.1}
  ${AndIf} ${RunningX64}
    ; Windows 10 on ARM has no 64-bit emulation.
    ${IfNot} ${IsNativeARM64}
      Return
    ${ElseIf} ${AtLeastBuild} 22000
      Return
    ${EndIf}
  ${EndIf}
  SetErrorLevel ${STATUS_SYSTEM}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT_SYSTEM}" /SD IDOK
  Abort
FunctionEnd

Function RefuseSecondRun
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${ID}-installer") p .r1 ?e'
  Pop $0
  ${If} $0 = 183 ; ERROR_ALREADY_EXISTS
    SetErrorLevel ${STATUS_TWICE}
    MessageBox MB_OK|MB_ICONINFORMATION "${TEXT_TWICE}" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; NSIS takes the usual folder where the one asked for with /D= cannot be; who asked is to know.
Function RefuseOtherPlace
  System::Call 'kernel32::GetCommandLineW() w .r0'
  ClearErrors
  ${GetOptions} $0 "/D=" $1
  ${If} ${Errors}
  ${OrIf} $1 == $INSTDIR
  ${OrIf} $1 == "$INSTDIR\"
    Return
  ${EndIf}
  StrCpy $INSTDIR $1
  SetErrorLevel ${STATUS_PLACE}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT_WRONG_PLACE}" /SD IDOK
  Abort
FunctionEnd

; Whatever folder was chosen, ours is called nianbao: it may then be emptied and removed without fear.
Function UnderOwnName
  ${GetFileName} "$INSTDIR" $0
  ${If} $0 != "${ID}"
    StrCpy $0 $INSTDIR 1 -1
    ${If} $0 == "\"
      StrCpy $INSTDIR $INSTDIR -1
    ${EndIf}
    StrCpy $INSTDIR "$INSTDIR\${ID}"
  ${EndIf}
FunctionEnd

; Two copies would contend for the same entries.
Function RefuseSecondPlace
  ${If} $Former != ""
  ${AndIf} $Former != $INSTDIR
  ${AndIf} ${FileExists} "$Former\app\*.*"
    SetErrorLevel ${STATUS_PLACE}
    MessageBox MB_OK|MB_ICONSTOP "${TEXT_SECOND_PLACE}" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; $0: whether the folder is on a disk of this machine and can be written. COM and Trusted Locations want a local one.
Function IsFitPlace
  StrCpy $1 $INSTDIR 3
  System::Call 'kernel32::GetDriveTypeW(w r1) i .r2'
  StrCpy $0 0
  StrCpy $3 $INSTDIR 2
  ${If} $2 != 3 ; DRIVE_FIXED
  ${OrIf} $3 == "\\"
    Return
  ${EndIf}
  ClearErrors
  CreateDirectory "$INSTDIR\app.new"
  ${IfNot} ${Errors}
    StrCpy $0 1
  ${EndIf}
  !insertmacro Withdraw
FunctionEnd

Function AskForAnotherPlace
  Call UnderOwnName
  Call IsFitPlace
  ${If} $0 = 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT_WRONG_PLACE}"
    Abort
  ${EndIf}
FunctionEnd

Function RefuseUnfitPlace
  Call IsFitPlace
  ${If} $0 = 0
    !insertmacro Refuse ${STATUS_PLACE} "${TEXT_WRONG_PLACE}"
  ${EndIf}
FunctionEnd

!if ${NSIS_PTR_SIZE} = 8
  !define PROCESS_ENTRY "*(&i4 568, &i4, &i4, &i4, &i8, &i4, &i4, &i4, &i4, &i4, &w260)"
  !define PROCESS_FIELDS "*$2(&i4, &i4, &i4 .r5, &i4, &i8, &i4, &i4, &i4, &i4, &i4, &w260 .r4)"
!else
  !define PROCESS_ENTRY "*(&i4 556, &i4, &i4, &i4, &i4, &i4, &i4, &i4, &i4, &w260)"
  !define PROCESS_FIELDS "*$2(&i4, &i4, &i4 .r5, &i4, &i4, &i4, &i4, &i4, &i4, &w260 .r4)"
!endif

!macro Guards un
; $0: whether Excel or WPS 表格 runs. Excel writes its list of add-ins anew when it is closed, windowless ones included.
Function ${un}IsOpen
  FindWindow $0 "XLMAIN"
  ${If} $0 <> 0
    Return
  ${EndIf}
  System::Call 'kernel32::CreateToolhelp32Snapshot(i 2, i 0) p .r1'
  System::Call '${PROCESS_ENTRY} p .r2'
  System::Call 'kernel32::Process32FirstW(p r1, p r2) i .r3'
  ${DoWhile} $3 <> 0
    System::Call '${PROCESS_FIELDS}'
    ${If} $4 == "EXCEL.EXE"
    ${OrIf} $4 == "et.exe"
      StrCpy $0 1
    ${ElseIf} $4 == "wps.exe"
      ; WPS stays in memory when its windows are closed; it then holds nothing of ours.
      Call ${un}HasWindow
    ${EndIf}
    ${If} $0 <> 0
      ${ExitDo}
    ${EndIf}
    System::Call 'kernel32::Process32NextW(p r1, p r2) i .r3'
  ${Loop}
  System::Free $2
  System::Call 'kernel32::CloseHandle(p r1)'
FunctionEnd

; $0: whether the process $5 shows a window.
Function ${un}HasWindow
  StrCpy $6 0
  ${Do}
    FindWindow $6 "" "" 0 $6
    ${If} $6 = 0
      ${ExitDo}
    ${EndIf}
    System::Call 'user32::GetWindowThreadProcessId(p r6, *i .r7)'
    System::Call 'user32::IsWindowVisible(p r6) i .r8'
    ${If} $7 = $5
    ${AndIf} $8 <> 0
      StrCpy $0 1
      ${ExitDo}
    ${EndIf}
  ${Loop}
FunctionEnd

Function ${un}AskToClose
  ${Do}
    Call ${un}IsOpen
    ${If} $0 = 0
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TEXT_OPEN}" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${STATUS_OPEN}
    Abort
    again:
  ${Loop}
FunctionEnd

Function ${un}RefuseWhileOpen
  ${Do}
    Call ${un}IsOpen
    ${If} $0 = 0
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TEXT_OPEN}" /SD IDCANCEL IDRETRY again
    !insertmacro GiveUp${un} ${STATUS_OPEN}
    again:
  ${Loop}
FunctionEnd

Function ${un}RefuseHeld
  ${Do}
    Call ${un}HeldFile
    ${If} $R9 == ""
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TEXT_HELD}" /SD IDCANCEL IDRETRY again
    !insertmacro GiveUp${un} ${STATUS_HELD}
    again:
  ${Loop}
FunctionEnd

; $R9: a program file somebody uses, else empty. The resident program ends seconds after Excel; a virus scanner lets go.
Function ${un}HeldFile
  ${For} $R8 1 10
    Call ${un}HeldNow
    ${If} $R9 == ""
      Return
    ${EndIf}
    Sleep 500
  ${Next}
FunctionEnd

Function ${un}HeldNow
  ClearErrors
  FileOpen $R7 "${APP}\${LIST}" r
  ${IfNot} ${Errors}
    ${Do}
      ClearErrors
      FileReadUTF16LE $R7 $R6
      ${If} ${Errors}
        ${ExitDo}
      ${EndIf}
      StrCpy $R6 $R6 -2
      StrCpy $R5 $R6 "" -4
      ${If} $R5 == ".exe"
      ${OrIf} $R5 == ".dll"
      ${OrIf} $R5 == ".pyd"
      ${OrIf} $R5 == "xlam"
        StrCpy $R9 "${APP}\$R6"
        Call ${un}IsHeld
        ${If} $R9 != ""
          ${ExitDo}
        ${EndIf}
      ${EndIf}
    ${Loop}
    FileClose $R7
    Return
  ${EndIf}
  ; Without the list, what is started.
  StrCpy $R9 "${APP}\nianbao.exe"
  Call ${un}IsHeld
  ${If} $R9 == ""
    StrCpy $R9 "${PROGRAM}"
    Call ${un}IsHeld
  ${EndIf}
FunctionEnd

; Empties $R9 unless that file is there and cannot be opened for writing.
Function ${un}IsHeld
  ${If} ${FileExists} $R9
    ClearErrors
    FileOpen $R4 $R9 a
    ${If} ${Errors}
      Return
    ${EndIf}
    FileClose $R4
  ${EndIf}
  StrCpy $R9 ""
FunctionEnd
!macroend

!macro GiveUp STATUS
  !insertmacro Withdraw
  SetErrorLevel ${STATUS}
  Abort
!macroend
!macro GiveUpun. STATUS
  SetErrorLevel ${STATUS}
  Abort
!macroend
!insertmacro Guards ""
!insertmacro Guards "un."
