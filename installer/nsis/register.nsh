; What Excel, WPS, COM and Windows know of us: all below HKCU, so of this user only.

; Office 2010 is 14.0, every one since 2016 is 16.0; those to come are looked for too.
!define OLDEST 14
!define NEWEST 20
!define PRESENT 16
; Excel has made its own Trusted Locations, with low numbers, or will at its first start.
!define FIRST_LOCATION 20
!define MOST 99
!define OPTIONS "${OFFICE}\$R8\Excel\Options"
!define MANAGER "${OFFICE}\$R8\Excel\Add-in Manager"
!define LOCATIONS "${OFFICE}\$R8\Excel\Security\Trusted Locations"

; Whether something could not be written.
Var Refused

!macro WriteText KEY NAME TEXT
  ClearErrors
  WriteRegStr HKCU "${KEY}" "${NAME}" '${TEXT}'
  ${If} ${Errors}
    StrCpy $Refused 1
  ${EndIf}
!macroend

!macro WriteNumber KEY NAME NUMBER
  ClearErrors
  WriteRegDWORD HKCU "${KEY}" "${NAME}" ${NUMBER}
  ${If} ${Errors}
    StrCpy $Refused 1
  ${EndIf}
!macroend

Function Register
  StrCpy $Refused 0
  SetRegView 64
  !insertmacro WriteClass
  SetRegView default
  ${For} $R9 ${OLDEST} ${NEWEST}
    StrCpy $R8 "$R9.0"
    Call HasExcel
    ${If} $0 <> 0
      Call AddToExcel
      Call AddTrustedLocation
    ${EndIf}
  ${Next}
  Call AddToWps
  Call AddToWindows
  ${If} $Refused <> 0
    Call TakeBack
    !insertmacro Refuse ${STATUS_REGISTRY} "${TEXT_REGISTRY}"
  ${EndIf}
  Call ForgetFormer
FunctionEnd

; The keys of an upgrade are those of the old version, which then stands again.
Function TakeBack
  ${IfNot} ${FileExists} "$INSTDIR\app.old\*.*"
    Call Unregister
  ${EndIf}
  Call SwapBack
FunctionEnd

; $0: whether there is an Excel of version $R8. One installed later finds us too if it is a present one.
Function HasExcel
  StrCpy $0 1
  ${If} $R9 = ${PRESENT}
    Return
  ${EndIf}
  EnumRegKey $1 HKCU "${OFFICE}\$R8\Excel" 0
  EnumRegValue $2 HKCU "${OFFICE}\$R8\Excel" 0
  SetRegView 64
  ReadRegStr $3 HKLM "${OFFICE}\$R8\Excel\InstallRoot" "Path"
  SetRegView 32
  ReadRegStr $4 HKLM "${OFFICE}\$R8\Excel\InstallRoot" "Path"
  SetRegView default
  ${If} "$1$2$3$4" == ""
    StrCpy $0 0
  ${EndIf}
FunctionEnd

; What Excel opens when it starts: OPEN, OPEN1, OPEN2 … Our own entry is written anew, else the first free one.
Function AddToExcel
  StrCpy $R6 ""
  StrCpy $R5 ""
  ${For} $R0 0 ${MOST}
    Call ReadOpen
    ${If} ${Errors}
      ${If} $R5 == ""
        StrCpy $R5 $R1
      ${EndIf}
    ${ElseIf} $R3 == "${ADDIN}"
      StrCpy $R6 $R1
      ${ExitFor}
    ${EndIf}
  ${Next}
  ${If} $R6 == ""
    StrCpy $R6 $R5
  ${EndIf}
  !insertmacro WriteText "${OPTIONS}" "$R6" '"${ADDIN_PATH}"'
  ; Here stand the add-ins known but not ticked.
  DeleteRegValue HKCU "${MANAGER}" "${ADDIN_PATH}"
FunctionEnd

Function AddTrustedLocation
  StrCpy $R6 ""
  ${For} $R0 ${FIRST_LOCATION} ${MOST}
    ClearErrors
    EnumRegValue $R2 HKCU "${LOCATIONS}\Location$R0" 0
    EnumRegKey $R3 HKCU "${LOCATIONS}\Location$R0" 0
    ReadRegStr $R4 HKCU "${LOCATIONS}\Location$R0" "Path"
    ${If} $R4 == "${APP}\"
      StrCpy $R6 "Location$R0"
      ${ExitFor}
    ${ElseIf} "$R6$R2$R3$R4" == ""
      StrCpy $R6 "Location$R0"
    ${EndIf}
  ${Next}
  !insertmacro WriteText "${LOCATIONS}\$R6" "Path" "${APP}\"
  !insertmacro WriteText "${LOCATIONS}\$R6" "Description" "${NAME}"
  !insertmacro WriteNumber "${LOCATIONS}\$R6" "AllowSubfolders" 0
FunctionEnd

Function AddToWps
  EnumRegKey $0 HKCU "${WPS}" 0
  ${If} $0 != ""
    !insertmacro WriteText "${WPS}\et\LoadMacros" "${ADDIN_PATH}" "1"
  ${EndIf}
FunctionEnd

; 「设置 → 应用」里的一项，和开始菜单。
Function AddToWindows
  !insertmacro WriteText "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  !insertmacro WriteText "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  !insertmacro WriteText "${UNINSTALL_KEY}" "DisplayIcon" "${PROGRAM}"
  !insertmacro WriteText "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  !insertmacro WriteText "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  !insertmacro WriteText "${UNINSTALL_KEY}" "UninstallString" '"${APP}\uninstall.exe"'
  !insertmacro WriteText "${UNINSTALL_KEY}" "QuietUninstallString" '"${APP}\uninstall.exe" /S'
  !insertmacro WriteNumber "${UNINSTALL_KEY}" "EstimatedSize" ${KILOBYTES}
  !insertmacro WriteNumber "${UNINSTALL_KEY}" "NoModify" 1
  !insertmacro WriteNumber "${UNINSTALL_KEY}" "NoRepair" 1
  CreateDirectory "${SHORTCUTS}"
  ; The folder a program starts in: files are to be looked for among the user's own.
  SetOutPath "$DOCUMENTS"
  CreateShortcut "${SHORTCUTS}\${NAME}.lnk" "${PROGRAM}"
  ; The window stays open, so that it can be read.
  CreateShortcut "${SHORTCUTS}\自检.lnk" "$SYSDIR\cmd.exe" '/k ""${APP}\nianbao.exe" doctor"' "${PROGRAM}"
  SetOutPath "$TEMP"
  !ifdef MANUAL
    CreateShortcut "${SHORTCUTS}\使用手册.lnk" "${APP}\${MANUAL}"
  !endif
  CreateShortcut "${SHORTCUTS}\卸载${NAME}.lnk" "${APP}\uninstall.exe"
FunctionEnd

; Entries of a place that was deleted by hand.
Function ForgetFormer
  ${If} $Former == ""
  ${OrIf} $Former == $INSTDIR
    Return
  ${EndIf}
  Push $INSTDIR
  StrCpy $INSTDIR $Former
  Call ForgetPlace
  Pop $INSTDIR
FunctionEnd

!macro Registered un
; Of OPEN number $R0: its name in $R1, its text in $R2, the name of its file in $R3; the error flag when there is none.
Function ${un}ReadOpen
  StrCpy $R1 "OPEN$R0"
  ${If} $R0 = 0
    StrCpy $R1 "OPEN"
  ${EndIf}
  StrCpy $R3 ""
  ClearErrors
  ReadRegStr $R2 HKCU "${OPTIONS}" "$R1"
  ${If} ${Errors}
    ; Asking has cleared it.
    SetErrors
    Return
  ${EndIf}
  ; 「"C:\…\name.xlam"」, with an option before it perhaps.
  StrCpy $R3 $R2
  StrCpy $R4 $R3 1 -1
  ${If} $R4 == '"'
    StrCpy $R3 $R3 -1
  ${EndIf}
  ${GetFileName} $R3 $R3
  ClearErrors
FunctionEnd

; Our entry goes, and those after it move up: Excel stops reading where a number is missing.
Function ${un}RemoveFromExcel
  ${For} $R0 0 ${MOST}
    Call ${un}ReadOpen
    ${If} $R3 == "${ADDIN}"
      Call ${un}CloseGap
      IntOp $R0 $R0 - 1
    ${EndIf}
  ${Next}
FunctionEnd

Function ${un}CloseGap
  Push $R0
  ${Do}
    StrCpy $R5 $R1
    IntOp $R0 $R0 + 1
    Call ${un}ReadOpen
    ${If} ${Errors}
      DeleteRegValue HKCU "${OPTIONS}" "$R5"
      ${ExitDo}
    ${EndIf}
    WriteRegStr HKCU "${OPTIONS}" "$R5" "$R2"
  ${Loop}
  Pop $R0
FunctionEnd

; What names the folder itself.
Function ${un}ForgetPlace
  ${For} $R9 ${OLDEST} ${NEWEST}
    StrCpy $R8 "$R9.0"
    DeleteRegValue HKCU "${MANAGER}" "${ADDIN_PATH}"
    ${For} $R0 0 ${MOST}
      ReadRegStr $R1 HKCU "${LOCATIONS}\Location$R0" "Path"
      ${If} $R1 == "${APP}\"
        DeleteRegKey HKCU "${LOCATIONS}\Location$R0"
      ${EndIf}
    ${Next}
  ${Next}
  DeleteRegValue HKCU "${WPS}\et\LoadMacros" "${ADDIN_PATH}"
FunctionEnd

Function ${un}Unregister
  Call ${un}ForgetPlace
  ${For} $R9 ${OLDEST} ${NEWEST}
    StrCpy $R8 "$R9.0"
    Call ${un}RemoveFromExcel
    DeleteRegKey /ifempty HKCU "${LOCATIONS}"
    DeleteRegKey /ifempty HKCU "${OFFICE}\$R8\Excel\Security"
    DeleteRegKey /ifempty HKCU "${MANAGER}"
    DeleteRegKey /ifempty HKCU "${OPTIONS}"
    DeleteRegKey /ifempty HKCU "${OFFICE}\$R8\Excel"
    DeleteRegKey /ifempty HKCU "${OFFICE}\$R8"
  ${Next}
  DeleteRegKey /ifempty HKCU "${OFFICE}"
  DeleteRegKey /ifempty HKCU "${WPS}\et\LoadMacros"
  SetRegView 64
  !insertmacro RemoveClass
  SetRegView default
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey /ifempty HKCU "${UNINSTALL_KEYS}"
  RMDir /r "${SHORTCUTS}"
FunctionEnd
!macroend
!insertmacro Registered ""
!insertmacro Registered "un."
