"""Showing: the caregiver's page. The narrator works without it; nothing is served yet."""
