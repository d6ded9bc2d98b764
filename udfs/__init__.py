"""What the spreadsheet calls: functions for cells, and `dispatch` for the ribbon."""
