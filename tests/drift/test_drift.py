"""What is different between two catalogs is told, all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from governance.drift import blocks, drift
from governance.model.catalog import Catalog
from governance.policy.document import GivenDocument
from governance.policy.given import catalog as given
