"""How `manage.py demo` fills and serves the demo county: the product's own doors only (import_register, screening, workflow steps)."""
