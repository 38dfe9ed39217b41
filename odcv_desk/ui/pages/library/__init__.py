"""The Library page: what a study holds, what comes in, and what goes out."""
