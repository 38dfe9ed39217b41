"""The steps of the work, in order: plain functions shared by the window and the command line."""
