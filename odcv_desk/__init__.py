"""ODCV Desk finds out how far LLM judges of AI agents can be trusted."""

__version__ = "0.1.0"
