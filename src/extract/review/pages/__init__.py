"""The review pages: the queue, both editions of every change, what was decided. They need the extra `review`."""
