"""Jobs: long counting and drawing is done in the background, the drawing in a separate process."""
