"""Text sources of what Excel opens, and the builder of the add-in."""
