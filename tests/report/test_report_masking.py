"""What may be a value of somebody's data is starred out of an excerpt, in every dialect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance.report.masking import masked

CASES = yaml.safe_load((Path(__file__).parent / "masking.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["in"] for case in CASES])
def test_masks(case: dict[str, Any]) -> None:
    known = frozenset(case.get("known", ()))
    assert masked(case["in"], case.get("file", "a.sql"), known) == case["out"]


@given(
    st.text(alphabet="'\"`$\\-/*#[]{}a9 \n;"),
    st.sampled_from(["'{}'", "$x${}$x$", "-- {}\n", "/* {} */", "'it''s {}'"]),
    st.sampled_from(["a.sql", "a.yml"]),
)
def test_keeps_every_position(before: str, literal: str, file: str) -> None:
    text = before + literal.format("zenobia")
    shown = masked(text, file)
    assert len(shown) == len(text)
    assert [c == "\n" for c in shown] == [c == "\n" for c in text]
    assert all(new in (old, "*") for new, old in zip(shown, text, strict=True))


@given(
    st.lists(
        st.sampled_from(
            [
                "SELECT x",
                "'it''s'",
                "E'a\\'b'",
                "$$ don't $$",
                "-- don't\n",
                "/* don't */",
                '"a\'b"',
                "{# don't #}",
                "`a`",
                ", ",
                "\n",
                "COPY t FROM stdin;\ndon't\n\\.\n",
            ]
        )
    )
)
def test_a_literal_after_anything_well_formed_is_masked(pieces: list[str]) -> None:
    text = "\n".join([*pieces, "'zenobia'"])
    assert "zenobia" not in masked(text, "a.sql")
