"""Who may do what on the bus and in the store: as data, as the servers' own files, and as keys made on the spot."""
