"""What the commands share: names, parsing, tables, printing."""
