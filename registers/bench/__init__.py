"""Page times at the size of a county, in a database of its own: the only rows that do not come by the verbs."""
