"""One module for each format: bytes in, found stories and faults out."""
