; 向导里的话。短，不用行话；长的一句一行。
!define TEXT_WELCOME_TITLE "安装${NAME} ${VERSION}"
!define TEXT_WELCOME "装好以后，Excel 里会多一个「公开年报」选项卡，用来校验、结转、汇总和导出政府信息公开年报。$\r$\n$\r$\n\
  · 只为当前用户安装，不需要管理员密码，不联网。$\r$\n\
  · 装过旧版的，直接换成新版，您的文件和设置不变。$\r$\n\
  · 要重新安装来修好它，也是用这个程序。$\r$\n$\r$\n\
  请先保存并关闭 Excel 和 WPS，再点「下一步」。"
!define TEXT_PLACE "程序会装在下面这个文件夹里，只能是本机硬盘，不能是 U 盘或网络位置。"
!define TEXT_FINISH "打开 Excel，就能看到「公开年报」选项卡。$\r$\n$\r$\n\
  没有看到时，请在「开始」菜单的「公开年报」里点「自检」，它会说明原因和办法。"
!define TEXT_UNINSTALL "将卸载公开年报，并清除它在 Excel、WPS 和系统里的登记。$\r$\n您的年报、工作簿和自己放进去的文件都会保留。"
!define TEXT_CANCEL "还没有装好，要退出吗？"

!define TEXT_OPEN "Excel 或 WPS 表格正开着。$\r$\n$\r$\n请保存文件并关闭它，再点「重试」。在此之前不会改动任何内容。$\r$\n\
  看不到它的窗口时，请重新启动电脑后再试。"
!define TEXT_HELD "这个文件正被使用：$\r$\n$R9$\r$\n$\r$\n请关闭公开年报的窗口，稍候再点「重试」。在此之前不会改动任何内容。$\r$\n\
  还是不行时，请重新启动电脑后再试。"
!define TEXT_SYSTEM "这台电脑用不了公开年报。$\r$\n$\r$\n\
  它需要 64 位的 Windows 8.1、Windows 10 或 Windows 11；Windows 7 和 32 位的 Windows 都不行。$\r$\n\
  请换一台电脑安装；填报用的工作簿不用安装任何程序，可以照常填写。"
!define TEXT_WRITE "文件没有写成，已恢复原样。$\r$\n$\r$\n请看磁盘是否已满、安全软件是否拦截，处理后再运行一次安装程序。"
!define TEXT_WRONG_PLACE "不能装在「$INSTDIR」。$\r$\n$\r$\n请选本机硬盘上您能写入的文件夹。"
!define TEXT_SECOND_PLACE "公开年报已经装在「$Former」。$\r$\n$\r$\n要换地方，请先在 Windows「设置 → 应用」里卸载它，再运行安装程序。"
!define TEXT_REGISTRY "没有登记成，已恢复原样。$\r$\n$\r$\n多半是安全软件拦截了对注册表的修改：请放行后再运行一次安装程序。"
!define TEXT_TWICE "安装程序已经在运行，请看任务栏。"
