"""Recordings that come and go as files, and those that are shipped."""
