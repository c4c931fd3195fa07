"""The project: settings and start-up; the product is in `assessments`."""
