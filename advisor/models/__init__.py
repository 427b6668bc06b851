"""The words of the domain: frozen values without behaviour beyond their own."""
