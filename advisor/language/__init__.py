"""Text itself: folding, language, length, figures. Pure functions on the ground floor."""
