"""Charts drawn and read back."""
