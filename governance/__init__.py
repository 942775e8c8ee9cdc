"""Lictor: governance and security policy as code for data platforms."""

__version__ = "0.1.0"
