"""Pictures: what a panel shows of a run, one for each kind of data."""
