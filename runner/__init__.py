"""Runs agents and judges; knows no window and no store."""
