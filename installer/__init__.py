"""Recipes that turn the project into what is handed to people without Python."""
