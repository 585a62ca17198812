"""What the base learns: proposals, their impact, merging and splitting, health."""
