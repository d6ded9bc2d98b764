"""Tests read like the domain; shared makers of reports and workbooks stand beside this file."""
