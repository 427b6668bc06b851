"""The knowledge files: read, checked, laid over each other, cut into citable passages."""
