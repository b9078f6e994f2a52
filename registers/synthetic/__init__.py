"""青禾县: a county that does not exist, as the Excel registers a real one would send. Nothing here writes a database row."""
