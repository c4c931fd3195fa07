"""Check a signed revision without the application: the standard library and `cryptography`."""
