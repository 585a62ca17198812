"""Commands for contracts and first visits."""
