"""Pages of monitoring, a file per subject: each view fetches with scope, calls one thing, answers."""
