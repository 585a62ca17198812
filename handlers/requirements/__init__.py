"""Requirements in chat: a wish is heard, judged, evaluated, answered (REQ)."""
