"""Pages of needs, pushes, measures and feedback, one file per subject; each file names its own addresses."""
