"""Dashboards as code: `./task dashboards` writes the JSON files that Grafana reads."""
