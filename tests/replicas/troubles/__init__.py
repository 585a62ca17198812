"""Every kind of trouble there is for a desk, each a short function: what happens, for how long, and what it excuses."""
