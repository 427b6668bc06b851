"""Redaction, kind by kind and as a whole."""
