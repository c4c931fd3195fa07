"""The browser door: forms in, one action, a page or a fragment out."""
