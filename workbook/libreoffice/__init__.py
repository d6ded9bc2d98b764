"""What LibreOffice Calc opens: the bridge extension with its toolbar and menu, and the functions for cells, as text sources."""
