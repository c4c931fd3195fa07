"""The launcher behind `run.py`: plain Python, so that it runs before anything is set up."""
