"""Bytes or a live host on one side; documents, reports and findings on the other. Siblings do not import each other,
except for the shared shapes in `workbook`, `files`, `gate` and `encoding`.
"""
