"""Rules and values of the house; nothing here knows a page, a table or a file."""
