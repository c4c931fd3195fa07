"""What is signed and what is shown of it: the document, its bytes, its tables and pages."""
