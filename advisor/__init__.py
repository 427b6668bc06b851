"""Advice for HR people when a department will not cooperate.

Floors and the direction of imports are written in docs/architecture.md and held by import-linter.
"""
