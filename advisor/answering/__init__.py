"""Answers to questions, from FAQ and guidance."""
