"""What the spreadsheet calls: functions for cells, and `run` for the ribbon."""

from udfs.dispatch import Reply, call, run
from udfs.functions import FUNCTIONS

__all__ = ["FUNCTIONS", "Reply", "call", "run"]
