; 公开年报的安装程序：只为当前用户安装，不要管理员。由 `python -m installer.nsis.build` 编译，PARTS 是它写的。
;
; 放在哪里：%LOCALAPPDATA%\Programs\nianbao。用户名会出现在这个路径里（常是中文，有的还不在系统代码页内），但它是不要管理员
; 就能写、别的用户又改不动的唯一去处：C:\ 根下和 ProgramData 里的文件夹，同机其他用户可以放进自己的 DLL。我们自己的名字只用 ASCII。
; 安装程序、Python、COM、Excel 加载项都用 Unicode 路径；只有后台程序起不来时 VBA 的 Shell 不认代码页以外的用户名。
;
; 文件夹 nianbao 里：app 是程序，整个换；app.new 是正在解压的新版，app.old 是换下的旧版，都不留下。
;
; 退出状态（/S 时看它）：0 做好了；1 自己取消；5 Excel 或 WPS 表格开着；6 文件正被使用；7 这台电脑不能用；
; 8 写不了文件，已恢复原样；9 不是本机硬盘；10 登记被拦，已恢复原样；11 安装程序已在运行。
Unicode true
!include "${PARTS}"
Target ${STUB}

!define NAME "公开年报"
!define ID "nianbao"
!define APP "$INSTDIR\app"
!define PROGRAM "${APP}\nianbaow.exe"
!define LIST "installed.txt"
!define ADDIN_PATH "${APP}\${ADDIN}"
!define OFFICE "Software\Microsoft\Office"
!define WPS "Software\kingsoft\Office\6.0"
!define UNINSTALL_KEYS "Software\Microsoft\Windows\CurrentVersion\Uninstall"
!define UNINSTALL_KEY "${UNINSTALL_KEYS}\${ID}"
!define SHORTCUTS "$SMPROGRAMS\${NAME}"

!define STATUS_OPEN 5
!define STATUS_HELD 6
!define STATUS_SYSTEM 7
!define STATUS_WRITE 8
!define STATUS_PLACE 9
!define STATUS_REGISTRY 10
!define STATUS_TWICE 11

Name "${NAME}"
Caption "${NAME} ${VERSION} 安装"
UninstallCaption "${NAME} 卸载"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
RequestExecutionLevel user
ManifestSupportedOS all
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 32
CRCCheck force
; The kept readings are known by the times of the program's files: each installation is to have its own.
SetDateSave off
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "${NAME}"
VIAddVersionKey /LANG=2052 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=2052 "FileDescription" "${NAME} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT License"
!ifdef SIGN
  !uninstfinalize '${SIGN}' = 0
!endif

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include x64.nsh

; Where an earlier installation stands, empty where there is none.
Var Former

!include "${HERE}/texts.nsh"
!include "${HERE}/guards.nsh"
!include "${HERE}/folders.nsh"
!include "${HERE}/register.nsh"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "${TEXT_CANCEL}"
!define MUI_WELCOMEPAGE_TITLE "${TEXT_WELCOME_TITLE}"
!define MUI_WELCOMEPAGE_TEXT "${TEXT_WELCOME}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE AskToClose
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "装在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "一般不用改。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "${TEXT_PLACE}"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "安装文件夹"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhereKnown
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE AskForAnotherPlace
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_TEXT "正在安装"
!define MUI_PAGE_HEADER_SUBTEXT "请稍候，一般不到一分钟。"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "已装好"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "点「下一步」。"
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "没有装"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "电脑里的内容没有变。"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "已装好"
!define MUI_FINISHPAGE_TEXT "${TEXT_FINISH}"
!ifdef MANUAL
  !define MUI_FINISHPAGE_SHOWREADME
  !define MUI_FINISHPAGE_SHOWREADME_TEXT "打开使用手册"
  !define MUI_FINISHPAGE_SHOWREADME_FUNCTION OpenManual
  !define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!endif
!insertmacro MUI_PAGE_FINISH

!define MUI_PAGE_HEADER_TEXT "卸载${NAME}"
!define MUI_PAGE_HEADER_SUBTEXT "您的年报文件不会动。"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "${TEXT_UNINSTALL}"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "安装文件夹"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE un.AskToClose
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_PAGE_HEADER_TEXT "正在卸载"
!define MUI_PAGE_HEADER_SUBTEXT "请稍候。"
!define MUI_UNINSTFILESPAGE_FINISHHEADER_TEXT "已卸载"
!define MUI_UNINSTFILESPAGE_FINISHHEADER_SUBTEXT "您的年报文件和设置都还在。"
!define MUI_UNINSTFILESPAGE_ABORTHEADER_TEXT "没有卸载"
!define MUI_UNINSTFILESPAGE_ABORTHEADER_SUBTEXT "程序还在，可以照常用。"
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  Call RefuseUnfitSystem
  Call RefuseSecondRun
  ReadRegStr $Former HKCU "${UNINSTALL_KEY}" "InstallLocation"
  Call RefuseOtherPlace
  Call UnderOwnName
  Call RefuseSecondPlace
FunctionEnd

Function SkipWhereKnown
  ${If} $Former == $INSTDIR
    Abort
  ${EndIf}
FunctionEnd

!ifdef MANUAL
Function OpenManual
  ExecShell "open" "${APP}\${MANUAL}"
FunctionEnd
!endif

Section
  AddSize ${KILOBYTES}
  Call RefuseUnfitPlace
  Call RefuseWhileOpen
  Call Recover
  Call RefuseHeld
  DetailPrint "正在复制文件……"
  Call Unpack
  ; Minutes may have passed on a slow disk.
  Call RefuseWhileOpen
  Call RefuseHeld
  Call Swap
  DetailPrint "正在登记……"
  Call Register
  Call KeepOthers
SectionEnd

Function un.onInit
  ; The uninstaller stands in app and is started with that folder.
  ${GetParent} "$INSTDIR" $INSTDIR
FunctionEnd

Section "Uninstall"
  Call un.RefuseWhileOpen
  Call un.RefuseHeld
  Call un.Unregister
  Call un.RemoveOwn
SectionEnd
