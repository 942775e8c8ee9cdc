"""What small tables, written out in tables.yml, say of how their people can be told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.model.names import TableRef
from scanners.risk.measure import measure
from scanners.risk.roles import Roles
from scanners.risk.search import Limits

REF = TableRef("app", "crm", "visits")
CASES = yaml.safe_load((Path(__file__).parent / "tables.yml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_table(case: dict[str, Any]) -> None:
    columns = dict(zip(case["columns"], map(list, zip(*case["rows"], strict=True)), strict=True))
    roles = Roles(tuple(case["quasi"]), tuple(case.get("sensitive", ())), case.get("person"))
    found = measure(REF, columns, roles, sampled=False, limits=Limits(**case["limits"]))
    assert found is not None
    assert found.rows == len(case["rows"])
    assert found.complete
    sets = {
        " ".join(each.columns): [each.counted, each.k, each.few, each.alone]
        for each in found.combinations
    }
    assert sets == case["sets"]
    told = {each.column: [each.distinct, each.told] for each in found.riskiest.diversity}
    assert told == case.get("diversity", {})
    assert [
        [each.column, each.instead, each.k, each.few, each.alone] for each in found.remedies
    ] == case["remedies"]
