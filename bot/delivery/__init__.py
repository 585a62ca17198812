"""What goes out: the rows of the outbox, the sender, and the limits of the channels."""
