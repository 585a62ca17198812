"""The kit of a chat: what came in, turns, flows, questions, cards."""
