"""The only writers: one transaction for each action, its audit event inside it."""
