"""Layouts of office papers as Word files; a county may change them, placeholders kept."""
