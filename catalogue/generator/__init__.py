"""A fictional catalogue of any size: for tests, benchmarks, and editors who want to practise."""
