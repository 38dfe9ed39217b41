"""The window: shows values, forwards wishes, decides nothing."""
