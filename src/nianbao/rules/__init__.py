"""The rules: a report in, findings out. Nothing here reads a file, writes one, or knows a host."""
