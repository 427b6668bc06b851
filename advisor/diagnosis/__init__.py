"""Why a department does not cooperate, as far as an account tells."""
