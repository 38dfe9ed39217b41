"""What commands of a shell are known to have done to files, told from their text and output."""
