"""Content stores for the tests of the harness: right ones, right but different ones, wrong ones."""
