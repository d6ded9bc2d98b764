"""Builds the handbook's pages from their Markdown and from the program's own lists."""
