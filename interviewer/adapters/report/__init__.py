"""A report as JSON, Markdown and PDF, and its charts as SVG. Nothing here decides; it only words."""
