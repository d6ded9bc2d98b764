"""Made-up reports that read like real ones: figures that add up, prose that agrees with them, and defects to plant."""
