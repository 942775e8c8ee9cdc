"""Policies: documents, their language, and the sealed engine that holds a catalog against them."""
