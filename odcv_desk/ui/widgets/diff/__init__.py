"""The diff pane: what a step changed in files, unified or side by side."""
