"""Benchmarks of the screening beside their floor (rulings E1), in a database of their own."""
