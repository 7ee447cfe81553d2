"""HTTP in and out, nothing else: one file a door."""
