"""Measurement: datasets, scorers, the runner and its gate. It measures the service through its public doors."""
