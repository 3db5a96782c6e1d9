"""A person's own data: what is in a file, how it is written, and what the network is to see of it."""
