"""The vocabulary: frozen values that every part of the desk may speak. Standard library only."""
