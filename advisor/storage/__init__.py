"""The database: what is kept, and who may read it."""
