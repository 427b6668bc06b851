"""A conversation over the use cases: what a turn means, what is known so far, and how a reply is told."""
