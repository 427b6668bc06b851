"""Plans from plays: chosen, dated, cited."""
