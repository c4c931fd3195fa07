"""Tests of assessments.reports."""
