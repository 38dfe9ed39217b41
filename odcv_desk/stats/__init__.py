"""Pure numerics: arrays in, numbers out."""
