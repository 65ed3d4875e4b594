"""The drawing that all explorers share: declared in Python, drawn in the browser."""
