"""The words everything else is said in: cells, forms, reports, findings, errors. No input or output here."""
