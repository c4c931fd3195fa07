"""Private keys: kept here under a passphrase, or kept by the person and only heard of."""
