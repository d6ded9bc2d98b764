; Stands in for other programs in the tests of the installer: shows a window of a class, holds a file open, until told to stop.
; x64 only: the sizes of the structures are.
Unicode true
Target amd64-unicode
Name "stand-in"
OutFile "${OUTPUT}"
SilentInstall silent
RequestExecutionLevel user
SetCompress off
!include LogicLib.nsh
!include FileFunc.nsh

Section
  ${GetParameters} $R0
  ${GetOptions} $R0 "/WINDOW=" $R1
  ${If} $R1 != ""
    System::Call 'kernel32::GetModuleHandleW(w "user32") p .r0'
    System::Call 'kernel32::GetProcAddress(p r0, m "DefWindowProcW") p .r1'
    System::Call '*(&w64 R1) p .r2'
    ; WNDCLASSW
    System::Call '*(&i4 0, &i4 0, p r1, &i4 0, &i4 0, p 0, p 0, p 0, p 0, p 0, p r2) p .r3'
    System::Call 'user32::RegisterClassW(p r3) i .r4'
    System::Call 'user32::CreateWindowExW(i 0, w R1, w "stand-in", i 0x10CF0000, i 0, i 0, i 300, i 200, p 0, p 0, p 0, p 0) p .r5'
  ${EndIf}
  ; Not an argument, since a path may have blanks.
  ReadEnvStr $R1 HELD
  ${If} $R1 != ""
    FileOpen $R2 $R1 r
  ${EndIf}
  ${GetOptions} $R0 "/READY=" $R1
  ${If} $R1 != ""
    FileOpen $R3 $R1 w
    FileClose $R3
    ${GetOptions} $R0 "/STOP=" $R1
    ${DoUntil} ${FileExists} $R1
      Sleep 100
    ${Loop}
  ${EndIf}
SectionEnd
