"""Reads: every one scoped to the organisation of the actor."""
