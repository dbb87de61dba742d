"""Durable storage of events: `sql.SqlEventStore` on SQLite (default) or PostgreSQL."""
