"""Registers sent by other systems: the key, the rows, the answer. From there on a batch like any other (registers.batches)."""
