"""Item models: they own what views show."""
