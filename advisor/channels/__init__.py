"""Channels: which page may embed the widget, whom its host vouches for, and what its sessions may do."""
