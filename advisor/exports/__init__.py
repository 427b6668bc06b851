"""A plan as a file: Markdown, Word, Excel, calendar."""
