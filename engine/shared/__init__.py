"""Services behind the endpoints. Importing this package imports nothing else."""
