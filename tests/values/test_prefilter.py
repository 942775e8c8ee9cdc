"""What the prefilter rules out, no recognizer of Presidio finds: of any country, in any text."""

from __future__ import annotations

import logging
import random
import re
from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
import regex
import tldextract
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from governance.taxonomy import category
from scanners.values import presidio
from scanners.values.atoms import matched
from scanners.values.detectors import Detector, Form, Undecided, taken
from scanners.values.projection import FOLDING, beyond_ascii, project, projected
from scanners.values.relaxation import coarse, relaxed
from scanners.values.scan import ascii_of
from scanners.values.strata import Stratum, packed, strata
from scanners.values.words import LANGUAGE, Words

SNIPPETS = (
    *(
        "ada@example.org",
        "jo.smith@mail.example.co.uk",
        "x@x.x",
        "https://example.org/a?b",
        "a.com",
    ),
    *(
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "4111 1111 1111 1111",
        "378282246310005",
    ),
    *("219-09-9999", "078 05 1120", "943 476 5919", "AB123456C", "44051401458", "RSSMRA85T10A562S"),
    *(
        "192.0.2.7",
        "2001:db8::1",
        "00:00:5e:00:53:af",
        "::",
        "c0ffee00-1234-4abc-8def-0123456789ab",
    ),
    *("(212) 555-0147", "+49 30 123456", "2024-03-05T11:22:33Z", "5/3/2024", "12-JAN-99"),
    *("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "claim number: 1234567", "rx# 123456", "CLM-123456"),
    *("S1234567D", "M-AB 123", "ÄB-C 12", "HRB 12345", "DE123456789", "13010112356", "EC1A 1BB"),
    *("1234567890123", "0123456789", "12345678Z", "X1234567L", "010101-1234", "8001015009087"),
    *("passport", "ssn", "number", "prior authorization id 1234567", "provider tin 12-3456789"),
)
ODD = (
    "٣٥۷०１９𝟗߁ſ\N{KELVIN SIGN}İıßŒaAzZ_ -–'\"@./:#"
    "\u00a0\u2003\u3000\u0301\u0345\u200b\u200d\u2060\ufeff\x00\x1f\x85\n\r"
)


def cells() -> st.SearchStrategy[str]:
    """Text as recognizers like it, disturbed by characters that few think of."""
    odd = st.text(st.sampled_from(ODD), max_size=4)
    any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    digits = st.text(st.sampled_from("0123456789 -/."), max_size=18)
    one = st.one_of(st.sampled_from(SNIPPETS), odd, any_text, digits)
    return st.lists(one, min_size=1, max_size=5).map("".join).map(disturbed)


def disturbed(text: str) -> str:
    """With some characters replaced by others that match the same, decided by the text itself."""
    chance = random.Random(text)
    same = {"s": "ſ", "S": "ſ", "k": "\N{KELVIN SIGN}", "K": "\N{KELVIN SIGN}", "i": "ı", "I": "İ"}
    same |= {"3": "٣", "7": "７", " ": "\u2003"}
    if chance.random() < 0.5:
        return text
    return "".join(same[c] if c in same and chance.random() < 0.3 else c for c in text)


@cache
def _detectors() -> tuple[Detector, ...]:
    return presidio.detectors()


@cache
def _strata() -> dict[str, Stratum]:
    return {each.name: stratum for stratum in strata(_detectors()) for each in stratum.detectors}


def _found(detector: Detector, text: str) -> bool:
    try:
        return bool(detector.find(text, ()))
    except Undecided:
        return True  # what nobody can decide must not be ruled out


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cells(), min_size=1, max_size=10))
@example(["ſsn 219-09-9999", "٢١٩-09-9999", "\x00ada@example.org\x00", "ada@exampleİ.org"])
@example([("7 " * 2040) + "ada@example.org", "a" * 4081 + "@example.org"])
def test_nothing_that_any_recognizer_finds_is_ruled_out(texts: list[str]) -> None:
    asciis = ascii_of(pl.Series(texts))
    for detector in _detectors():
        fine = detector.relaxed
        assert fine is not None
        possible = asciis.str.contains(fine).to_list()
        first = _strata()[detector.name].possible(asciis).to_list()
        for text, close, far in zip(texts, possible, first, strict=True):
            if not (close and far):
                assert not _found(detector, text), detector.name


@cache
def _written_by_patterns() -> tuple[st.SearchStrategy[str], ...]:
    """Texts that match, for each pattern that the standard library's re reads as well."""
    found = []
    for form in (form for each in _detectors() for form in each.forms):
        try:
            expression = re.compile(form.pattern.replace("(?i)", ""), form.flags & (2 | 8 | 16))
        except re.error:
            continue
        if len(form.pattern) < 1500:  # not all the web's domains
            found.append(st.from_regex(expression))
    return tuple(found)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_that_any_pattern_matches_is_ruled_out(data: st.DataObject) -> None:
    patterns = st.sampled_from(range(len(_written_by_patterns())))
    numbers = data.draw(st.lists(patterns, min_size=8, max_size=8))
    texts = [disturbed(data.draw(_written_by_patterns()[number])) for number in numbers]
    asciis = ascii_of(pl.Series(texts))
    matched_any = False
    for form in {form for each in _detectors() for form in each.forms}:
        pattern = regex.compile(form.pattern, form.flags)
        for relax in (relaxed, coarse):
            possible = asciis.str.contains(relax(form.pattern, form.flags) or "").to_list()
            for text, kept in zip(texts, possible, strict=True):
                if not kept:
                    assert not any(found[0] for found in pattern.finditer(text)), form.pattern
                matched_any = matched_any or kept
    assert matched_any


def test_the_texts_of_this_test_do_make_recognizers_find_something() -> None:
    chance = random.Random(7)
    texts = [disturbed(" ".join(chance.sample(SNIPPETS, 3))) for _ in range(300)]
    finding = {d.name for d in _detectors() if any(_found(d, text) for text in texts)}
    assert len(finding) > 40
    ruled_out = [
        not hit
        for d in _detectors()
        for hit in ascii_of(pl.Series(texts)).str.contains(d.relaxed or "").to_list()
    ]
    assert sum(ruled_out) > 0.7 * len(ruled_out)


@pytest.fixture(scope="module")
def engine(module_patch: pytest.MonkeyPatch) -> Any:
    """Presidio's own engine with its own recognizers, kept off the network."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.predefined_recognizers import EmailRecognizer

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    module_patch.setattr(tldextract, "extract", offline)
    stock = [
        EmailRecognizer() if each.name == "EmailRecognizer" else type(each)()
        for each in presidio.recognizers()
    ]
    for each in stock:
        each.supported_language = LANGUAGE
    registry = RecognizerRegistry(recognizers=stock, supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=Words(), supported_languages=[LANGUAGE])


@pytest.fixture(scope="module")
def module_patch() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


CONTEXTS = ((), ("passport", "number"), ("iban", "bank", "phone"), ("ssn",))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cells(), min_size=1, max_size=4), st.sampled_from(CONTEXTS))
def test_candidates_are_judged_as_by_presidio_itself(
    engine: Any, texts: list[str], context: tuple[str, ...]
) -> None:
    for text in texts:
        try:
            theirs = engine.analyze(text, LANGUAGE, context=list(context))
        except (ValueError, KeyError, IndexError):
            continue  # Presidio gives up on the cell
        assert _ours(text, context) == {
            (each.entity_type, each.start, each.end, round(each.score, 6)) for each in theirs
        }


def _ours(text: str, context: tuple[str, ...]) -> set[tuple[str, int, int, float]]:
    """What the detectors find behind the prefilter, put together as Presidio's engine does."""
    from presidio_analyzer import EntityRecognizer, RecognizerResult

    ascii_cell = ascii_of(pl.Series([text]))
    found = []
    for recognizer, detector in zip(presidio.recognizers(), _detectors(), strict=True):
        if not _strata()[detector.name].possible(ascii_cell).item():
            continue
        if ascii_cell.str.contains(detector.relaxed or "").item():
            entity = recognizer.supported_entities[0]
            found += [
                RecognizerResult(entity, m.start, m.end, m.score)
                for m in detector.find(text, context)
            ]
    kept = EntityRecognizer.remove_duplicates(found)
    return {(each.entity_type, each.start, each.end, round(each.score, 6)) for each in kept}


def test_the_bytes_of_atoms_are_those_of_all_characters() -> None:
    # the shortcut for atoms made of ASCII gives what asking about every character gives
    for atom in ("a", "K", "[A-Z]", "[0-9a-f]", r"\.", "[_-]", "-", "/", "i", "[sS]"):
        for flags in (0, int(regex.I)):
            pattern = regex.compile(atom, flags)
            slow = {c for c in map(chr, range(128)) if pattern.fullmatch(c)}
            slow |= {byte for byte, chars in beyond_ascii().items() if pattern.search(chars)}
            assert matched(atom, flags) == "".join(sorted(slow)), (atom, flags)


def test_projection_keeps_digits_words_spaces_boundaries_and_length() -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    shown = project(everything)
    assert len(shown) == len(everything)
    assert shown.isascii()
    for kind in (r"\d", r"\w", r"\s"):
        one = [m.start() for m in regex.finditer(kind, everything)]
        assert one == [m.start() for m in regex.finditer(kind, shown)], kind
    folding = regex.findall(r"[\x00-\x7f]", everything[128:], regex.I)
    assert set(folding) == set(FOLDING)


@settings(deadline=None)
@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=20),
    st.integers(0, 5),
)
def test_columns_are_projected_as_single_cells_are(texts: list[str | None], start: int) -> None:
    column = pa.array(texts, pa.large_string()).slice(start)
    expected = [None if each is None else project(each) for each in texts[start:]]
    assert projected(column).to_pylist() == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<![a-z])x(?![0-9])", "é x"),
        (r"(a|b)\1", "--bb"),
        (r"(?<=no\.? ?)\d+", "no. 7"),
        (r"(?P<q>['\"])x(?P=q)|y", "y"),
        (r"(?i)stra(?:ß|ss)e", "STRASSE"),
        (r"\p{Lu}{2}\d", "ÄÖ3"),
        (r"[^\W\d_]{3}", "żół"),
        (r"x{,3}y", "y"),
        (r"(?i:k)m", "\N{KELVIN SIGN}m"),
        (r"a++b*+c", "aac"),
        (r"(?m)^\w+$", "a b\nżółw\na b"),
        (r"x*", "xx"),
        (r"(?:(?=a)a|b)\b", "b"),
        (r"[[:alpha:]]-[\]x]", "é-]"),
        (r"(?s:.)\Z", "\n"),
        (r"(?:ab){70}", "ab" * 70),
        (r"(\bx)\1?y", "xxy x-xy"),
    ],
)
def test_relaxed_patterns_find_what_the_pattern_finds(pattern: str, text: str) -> None:
    assert regex.search(pattern, text)
    for relax in (relaxed, coarse):
        form = relax(pattern, 0)
        assert form is None or pl.Series([project(text)]).str.contains(form).item()


@pytest.mark.parametrize(
    "pattern",
    [r"(?:x){e<=1}", r"(?(1)a|b)", r"(?R)", r"\Xa", r"(?x) a b", r"a(?|b|c)", r"x\K1", "("],
)
def test_what_is_not_understood_is_always_a_candidate(pattern: str) -> None:
    assert relaxed(pattern, 0) is None
    assert coarse(pattern, 0) is None


def test_every_pattern_of_presidio_is_understood() -> None:
    forms = [form for each in _detectors() for form in each.forms]
    assert len(forms) > 150
    assert all(relaxed(form.pattern, form.flags) for form in forms)


def test_what_the_engine_refuses_is_a_candidate_and_large_unions_are_split() -> None:
    huge = Detector(
        "huge", "huge", "none", None, (Form(r"(?:(?:\w{60}){60}){60}!"),), lambda c, _: ()
    )
    assert huge.coarse is None
    words = tuple(f"(?:[a-z]{{40}}{n}[0-9]{{40}}){{60}}" for n in range(40))
    assert all(map(taken, words))
    assert 1 < len(packed(words)) < len(words)


def test_every_entity_is_in_the_table() -> None:
    entities = {each.supported_entities[0] for each in presidio.recognizers()}
    assert entities <= set(presidio.sorts())
    for name, kind in presidio.sorts().values():
        assert kind is None or category(name).kind(kind), (name, kind)


def test_no_valid_phone_number_has_fewer_digits_than_the_prefilter_asks_for() -> None:
    import phonenumbers

    shortest = min(
        min(phonenumbers.PhoneMetadata.metadata_for_region(region).general_desc.possible_length)
        for region in phonenumbers.SUPPORTED_REGIONS
    )
    assert shortest >= 3


def test_nothing_is_logged_about_values(caplog: pytest.LogCaptureFixture) -> None:
    iban = next(each for each in _detectors() if each.name == "presidio/IbanRecognizer")
    with caplog.at_level(logging.DEBUG):
        for text in ("GB82WEST1234569876543２", "GB82 WEST 1234 5698 7654 32"):
            iban.find(text, ())
    assert "WEST" not in caplog.text
