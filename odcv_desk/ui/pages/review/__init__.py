"""The review page: read a run, label it, see what others said."""
