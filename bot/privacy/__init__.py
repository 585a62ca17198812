"""What is old loses its words, and what was erased is written down outside the database (docs/privacy.md)."""
