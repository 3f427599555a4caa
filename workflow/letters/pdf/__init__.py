"""Letters as PDF and pictures, by LibreOffice."""
