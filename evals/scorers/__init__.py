"""Scorers: small pure functions from a reply to how good one side of it is, and what was seen."""
