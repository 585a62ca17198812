"""What is kept about people, given out to them, and gone when they or time ask for it (GDPR 15, 17; PIPL 45, 47)."""
