"""The routes of each area of the browser door."""
