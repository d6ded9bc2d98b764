"""LibreOffice Calc as a spreadsheet host: an xlwings engine over UNO.

Nothing here is imported unless LibreOffice is asked for: `import uno` works only where python3-uno is installed.
The engine implements what live.py and the commands use; any other member of xlwings raises NotImplementedError.
"""
