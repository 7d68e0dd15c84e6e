"""The written tables as another language reads them."""
