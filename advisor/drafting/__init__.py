"""Texts ready to send, from deliverables and their templates."""
