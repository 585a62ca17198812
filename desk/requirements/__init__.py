"""Requirements: heard, judged, evaluated, built and delivered; everybody who asked is answered (REQ)."""
