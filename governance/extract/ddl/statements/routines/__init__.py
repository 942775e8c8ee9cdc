"""Functions, procedures, triggers and blocks: their bodies as operations."""
