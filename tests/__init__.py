"""Tests: they mirror the tree, read as sentences, and use fakes behind protocols."""
