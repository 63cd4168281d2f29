"""Other tools over the same clients, each with its own defaults; only `make bench` knows them."""
