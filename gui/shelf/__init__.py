"""The runs of a sitting, each kept as it ended: to look at again, to name, to compare, and to go on with."""
