"""The words of the product: the message catalogue and the text templates."""
