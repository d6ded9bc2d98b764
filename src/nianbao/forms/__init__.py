"""The official forms as data, what is printed of them, and the way back from print to values."""
