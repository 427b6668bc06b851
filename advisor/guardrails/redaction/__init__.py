"""Redaction: personal data becomes tokens before it leaves the process, and words again in the reply."""
