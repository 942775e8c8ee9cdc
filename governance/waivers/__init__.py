"""Waivers and the baseline: which violations do not block, who says so, and until when.

A waiver excuses one policy for some subjects until a day. It stands in a file (`document`) or in a
comment beside the code (`comments`). The baseline lists the faults that were there when the gate
came (`baseline`). Both loosen the gate, so both count as they stand in the base of a change;
`applying` puts everything together.
"""
