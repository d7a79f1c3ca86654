"""Describers: what turns a request into words."""
