"""What the values of columns are, counted: text columns in, counts out, never a value.

`kernel.Kernel` looks at batches of columns: one pass of a fast engine rules out what nothing can
match (`projection`, `relaxation`, `strata`), a few distinct values that remain are confirmed by
the recognizers themselves (`presidio`, `own`), what is encoded is opened and looked at again
(`opening`). Its `counts` of parts add up to those of the whole; `looked` says what they mean.
"""
