"""The policies a configuration chooses: built-in packs and the team's own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from msgspec import Struct, structs

from governance import cache as caching
from governance.cache import Cache, NoCache
from governance.engine import stamp
from governance.errors import ConfigError, PolicyError
from governance.model.location import Location
from governance.policy.policy import Parameter, Policy
from governance.settings import PolicySettings
from governance.suggest import did_you_mean
from governance.tree import Tree, find

_PACKS = "governance.builtin_policies"


class PolicyFile(Struct, frozen=True):
    """A policy's file; `pack` is the built-in pack it belongs to, None for the team's own."""

    path: str
    content: bytes
    pack: str | None = None

    @property
    def id(self) -> str:
        """The policy's id: the file's name."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


def load(settings: PolicySettings, tree: Tree, cache: Cache | None = None) -> tuple[Policy, ...]:
    """The policies that `settings` choose, sorted by id, severities and parameters applied.

    Raises:
        PolicyError: a policy's file cannot be used.
        ConfigError: the settings name a pack, file, policy or parameter that does not exist.
    """
    chosen = policy_files(settings, tree)
    _check_ids(settings, [file.id for file in chosen])
    policies = []
    for policy in _compile_all(chosen, cache or NoCache()):
        severity = settings.severity.get(policy.info.id, policy.info.severity)
        own = settings.parameters.get(policy.info.id, {})
        if severity == "off":
            continue
        parameters = _parameters(policy, own, settings)
        info = structs.replace(policy.info, severity=severity)
        policies.append(structs.replace(policy, info=info, parameters=parameters))
    return tuple(sorted(policies, key=lambda policy: policy.info.id))


def policy_files(
    settings: PolicySettings, tree: Tree, *, unfinished: bool = False
) -> tuple[PolicyFile, ...]:
    """The files of the policies that `settings` choose.

    `unfinished` lets a path hold no policy yet. Nothing that judges may: a team's policies that
    have gone would judge nothing, and all would be clean.

    Raises:
        ConfigError: a pack or path does not exist, or two files hold the same policy.
    """
    chosen = [
        file
        for pack in dict.fromkeys(settings.packs)
        for file in builtin(pack, settings.at("packs", settings.packs.index(pack)))
    ]
    for number, path in enumerate(settings.paths):
        found = tuple(p for p in find(tree, path) if p.endswith((".yaml", ".yml")))
        if not found and not unfinished:
            raise ConfigError(
                f"policies.paths: there is no policy (.yaml) at {path}; write one with: "
                f"lictor policy new ACME-001 --folder {path}",
                location=settings.at("paths", number),
            )
        contents = tree.read(found)
        chosen += [PolicyFile(p, contents[p]) for p in found if p in contents]
    by_id: dict[str, PolicyFile] = {}
    for file in chosen:
        first = by_id.setdefault(file.id, file)
        if first is not file and first.path != file.path:
            raise PolicyError(
                f"the policy {file.id} is also in {first.path}; give one another id",
                location=Location(file.path),
            )
    return tuple(by_id.values())


def packs() -> tuple[str, ...]:
    """The names of the packs that come with Lictor."""
    folder = files(_PACKS)
    return tuple(
        sorted(e.name for e in folder.iterdir() if e.is_dir() and not e.name.startswith(("_", ".")))
    )


def builtin(pack: str, location: Location | None = None) -> tuple[PolicyFile, ...]:
    """The files of one pack.

    Raises:
        ConfigError: there is no such pack.
    """
    if pack not in packs():
        raise ConfigError(
            f'there is no policy pack "{pack}"{did_you_mean(pack, packs())}; '
            f"there are {', '.join(packs())}",
            location=location,
        )
    return tuple(
        PolicyFile(f"policies/{pack}/{entry.name}", entry.read_bytes(), pack)
        for entry in sorted(files(_PACKS).joinpath(pack).iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".yaml")
    )


def compiled(file: PolicyFile) -> Policy:
    """One policy, compiled now.

    Raises:
        PolicyError: the file cannot be used.
    """
    # Parsing SQL and validating YAML cost more to import than most runs take.
    from governance.policy import document

    return document.compiled(file.content, file.path, builtin=file.pack is not None)


def _compile_all(chosen: tuple[PolicyFile, ...], cache: Cache) -> Iterator[Policy]:
    keys = {
        file.path: caching.key("policy", stamp(), str(file.pack), file.path, file.content)
        for file in chosen
    }
    known = cache.get(keys.values())
    made: dict[str, str] = {}
    for file in chosen:
        key = keys[file.path]
        try:
            yield Policy.from_json(known[key])
        except (KeyError, ValueError):
            policy = compiled(file)
            made[key] = policy.to_json()
            yield policy
    cache.put(made)


def _check_ids(settings: PolicySettings, ids: list[str]) -> None:
    for key, named in (("severity", settings.severity), ("parameters", settings.parameters)):
        for name in named:
            if name not in ids:
                raise ConfigError(
                    f'policies.{key}: there is no policy "{name}"{did_you_mean(name, ids)}; '
                    f"there are {', '.join(sorted(ids))}",
                    location=settings.at(key, name),
                )


def _parameters(
    policy: Policy, own: Mapping[str, Parameter], settings: PolicySettings
) -> Mapping[str, Parameter]:
    for name, value in own.items():
        if name not in policy.parameters:
            known = ", ".join(policy.parameters) or "none"
            raise ConfigError(
                f'policies.parameters: {policy.info.id} has no parameter "{name}"'
                f"{did_you_mean(name, policy.parameters)}; there are {known}",
                location=settings.at("parameters", policy.info.id, name),
            )
        default = policy.parameters[name]
        # SQL was checked with the default's type; a whole number also serves as a fraction.
        if isinstance(value, bool) or not isinstance(
            value, (int, float) if isinstance(default, float) else type(default)
        ):
            raise ConfigError(
                f"policies.parameters: {policy.info.id}.{name} must be of the kind of its default, "
                f"{default!r}",
                location=settings.at("parameters", policy.info.id, name),
            )
    return {**policy.parameters, **own}
