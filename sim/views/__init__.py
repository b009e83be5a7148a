"""What people see: text, figures, pages, the dashboard."""
