"""Targets: the doors of what is measured, in this process or behind an address."""
