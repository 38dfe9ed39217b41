"""Runs commands where they can do no harm."""
