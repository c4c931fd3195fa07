"""Tests of the launcher behind `run.py`."""
