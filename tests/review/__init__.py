"""The review of flagged changes, from the reviewers' side."""
