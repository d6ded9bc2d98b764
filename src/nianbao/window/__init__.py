"""The small window of the program, for offices where the add-in is blocked: choose files, 校验, 导出, 汇总."""
