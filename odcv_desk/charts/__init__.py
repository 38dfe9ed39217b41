"""Values in, matplotlib figures out; knows no Qt."""
