"""Lineage that running systems told of, as OpenLineage events.

`files` cuts files into events, `events` reduces each to what lineage needs, `runs` says which of
them count, `naming` makes tables of datasets, `edges` makes edges.
"""
