"""What may be said and what not: screening of requests, grounding of replies."""
