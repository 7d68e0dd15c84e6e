"""People decide about the flagged changes: the log of what they decided, and the pages on which they do so."""
