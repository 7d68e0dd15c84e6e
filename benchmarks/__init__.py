"""How fast the package is, in units that a busy machine does not change. `python -m benchmarks --help`."""
