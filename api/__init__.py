"""The HTTP face: parse, call, return. It knows the advisor; the advisor does not know it."""
