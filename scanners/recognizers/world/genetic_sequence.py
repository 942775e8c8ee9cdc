"""Genetic sequence of a person, or one of their variants.

At least thirty letters of A, C, G, T, or a variant by its number in dbSNP, or in HGVS notation.
https://hgvs-nomenclature.org/stable/
"""

CATEGORY = "biometric"
KIND = None
PATTERN = (
    r"\b[ACGTN]{30,4000}\b|(?<!\w)rs[1-9][0-9]{3,9}(?!\w)"
    r"|\bN[CMGRP]_[0-9]{6,9}\.[0-9]{1,2}:[cgmnpr]\.[\w*>=+()-]{2,60}"
)
WORDS = ("dna", "genome", "sequence", "genotype", "snp", "rsid", "variant", "hgvs")
ALONE = 0.85
SHARE = 0.7
EXAMPLES = ("ACGTACGTACGTACGTACGTACGTACGTACGT", "rs1799971", "NM_000546.6:c.215C>G")
COUNTEREXAMPLES = ("ACGT", "rs12", "NM_000546", "ACGTACGTACGUACGTACGTACGTACGTACGT")
