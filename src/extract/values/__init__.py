"""Text to value or None: pure functions, nothing of ours imported, no files, no logging."""
