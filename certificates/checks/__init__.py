"""The public check: what a file or a number is, and what we say of it."""
