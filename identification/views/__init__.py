"""Pages of the one window, one file per subject; each file names its own addresses."""
