"""Jobs: what takes long to count or draw is done beside the desk, and its drawing in a process of its own."""
