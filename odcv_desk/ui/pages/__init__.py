"""The pages of the window: review, judges, calibration, library, settings."""
