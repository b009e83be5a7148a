"""The tables of evidence: what they hold, and what is said about tables that do not hold."""

from collections import Counter
from datetime import date

import pytest

from sim.evidence.record import coding, diplomacy, exchanges, reference_class
from sim.evidence.record.record import read_record
from sim.evidence.record.table_errors import EvidenceError


def test_the_exchanges_are_those_of_their_readme():
    rows = exchanges.read_exchanges()
    assert len(rows) == 72 and (rows[0].date, rows[-1].date) == (date(2022, 3, 1), date(2025, 7, 23))
    assert Counter(row.confidence for row in rows) == {"high": 65, "medium": 6, "low": 1}
    assert sum(row.ukrainians is None for row in rows) == 8
    totals = {2022: (31, 1558, 914, 0), 2023: (12, 986, 592, 1), 2024: (12, 1358, 1315, 10), 2025: (17, 2104, 2066, 5)}
    for year, (number, ukrainians, russians, uae) in totals.items():
        own = [row for row in rows if row.date.year == year]
        assert len(own) == number and sum("UAE" in row.mediators for row in own) == uae
        assert sum(row.ukrainians or 0 for row in own) == ukrainians
        assert sum(row.russians or 0 for row in own) == russians


def test_the_published_totals_are_met_as_the_readme_says():
    """Kyiv: 2,598 by 7 August 2023, 3,956 by 30 December 2024, 4,306 by 19 March 2025 (without 22 wounded)."""
    rows = exchanges.read_exchanges()
    for day, published, beside in (("2023-08-07", 2598, 0), ("2024-12-30", 3956, 0), ("2025-03-19", 4306, 22)):
        total = sum(row.ukrainians or 0 for row in rows if row.date <= date.fromisoformat(day)) - beside
        assert published - total == 54


def test_the_diplomacy_is_as_its_readme_says():
    rows = diplomacy.read_diplomacy()
    assert len(rows) == 65 and (rows[0].date, rows[-1].date) == (date(2022, 2, 24), date(2025, 7, 23))
    assert {row.kind for row in rows} <= set(diplomacy.KINDS)


def test_the_coding_is_that_of_the_specification():
    """MODEL.md, section 4: talks in the narrow sense on day 81, no all-for-all swap agreed or completed."""
    found = read_record().coding
    summit = date(2025, 2, 24)
    assert (found.first_talks(summit) - summit).days == 81 and found.record_ends == date(2025, 7, 31)
    assert found.first_agreed(date(2022, 1, 1)) is None and found.first_completed(date(2022, 1, 1)) is None
    assert found.in_session(date(2022, 3, 15)) and found.in_session(date(2025, 7, 31))
    assert not found.in_session(date(2022, 5, 18)) and not found.in_session(summit)


def test_the_list_of_past_wars_counts_as_its_readme_says():
    wars = reference_class.past_wars()
    assert (wars.cases, wars.ordered, wars.talks_first, wars.swap_first) == (45, 35, 28, 5)
    assert (wars.simultaneous, wars.no_general_swap, wars.strictly_swap_first) == (2, 10, 0)
    rows = reference_class.read_reference_class()
    assert Counter(row.reading for row in rows if row.reading) == {
        "one_sided_release": 2, "partial": 1, "condition_of_earlier_deal": 1, "no_causal_link": 1,
    }  # fmt: skip
    assert max(Counter(row.war for row in rows).values()) == 4 and sum(row.short_list for row in rows) == 12


# -- tables that do not hold

HEADER = ",".join(exchanges.COLUMNS)
GOOD = "2025-08-01,10,10,,UAE,,somewhere,high"


def wrong(tmp_path, text, read=exchanges.read_exchanges):
    file = tmp_path / "mine.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(EvidenceError) as caught:
        read(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2025-02-30,10,10,,UAE,,s,high", "row 3, column 'date': 2025-02-30 is not a day of the calendar"),
        (
            "20250801,1,1,,UAE,,s,high",
            "column 'date': '20250801' is not a date written as YYYY-MM-DD; write year-month-day",
        ),
        ("01.08.2025,1,1,,UAE,,s,high", "column 'date': '01.08.2025' is not a date written as YYYY-MM-DD"),
        ("2025-W09-1,1,1,,UAE,,s,high", "column 'date': '2025-W09-1' is not a date written as YYYY-MM-DD"),
        ("2125-08-01,1,1,,UAE,,s,high", "column 'date': '2125-08-01' is after 2099; is the year right?"),
        (
            "2025-08-02,--5,1,,UAE,,s,high",
            "column 'ukrainians_returned': '--5' is not a number; write a whole number, or",
        ),
        ("2025-08-02,1.000,1,,UAE,,s,high", "'1.000' is not a whole number; write 1000, without separators"),
        ("2025-08-02,1 200,1,,UAE,,s,high", "'1 200' is not a whole number; write 1200, without separators"),
        ('2025-08-02,"5,0",1,,UAE,,s,high', "'5,0' is not a whole number; write whole numbers, without separators"),
        (",1,1,,UAE,,s,high", "column 'date': the date is blank"),
        ("1925-08-01,1,1,,UAE,,s,high", "column 'date': '1925-08-01' is before 2014; is the year right?"),
        ("2025-08-02,-5,1,,UAE,,s,high", "row 3, column 'ukrainians_returned': '-5' is negative"),
        ("2025-08-02,999999,1,,UAE,,s,high", "'999999' is more than 100,000 persons; is a digit too many in it?"),
        ("2025-08-02,5,1.5,,UAE,,s,high", "column 'russians_returned': '1.5' is not a whole number"),
        ('2025-08-02,"1,200",1,,UAE,,s,high', "'1,200' is not a whole number; write 1200, without separators"),
        ("2025-08-02,about 50,1,,UAE,,s,high", "'about 50' is not a number"),
        ("2025-08-02,٣,1,,UAE,,s,high", "is not a number"),
        ("2025-08-02,99999999999999999999999999,1,,UAE,,s,high", "is too large: a whole number has at most 18"),
        ("2025-08-02,5,1,9,UAE,,s,high", "column 'civilians_included': 9 civilians among 5 Ukrainians"),
        ("2025-08-02,0,0,,UAE,,s,high", "row 3: nobody returned on either side; blank means unknown"),
        ("2025-08-02,5,1,,,,s,high", "column 'mediator': nobody is named; write direct"),
        ("2025-08-02,5,1,,UAE;;direct,,s,high", "column 'mediator': a name is blank"),
        ("2025-08-02,5,1,,UAE;UAE,,s,high", "'UAE;UAE' names somebody twice"),
        ("2025-08-02,5,1,,unknown;UAE,,s,high", "unknown is next to a name"),
        ("2025-08-02,5,1,,UAE,,s,hihg", "column 'confidence': 'hihg' is none of high, medium, low; did you mean high?"),
        ("2025-08-02,5,1,,UAE,,s", "row 3: 7 cells where the header has 8; put quotes"),
        (GOOD, "row 3: the same exchange (day, numbers and mediators) as row 2; remove one"),
        ('2025-08-02,5,1,,UAE,"never closed,s,high', "row 3: a quote that is opened here is never closed; close it"),
    ],
)
def test_a_row_that_does_not_hold_is_told_with_its_place_and_a_remedy(tmp_path, row, message):
    assert message in wrong(tmp_path, f"{HEADER}\n{GOOD}\n{row}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "mine.csv: the file is empty"),
        (f"{HEADER}\n".encode(), "mine.csv: the table has no rows"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "the file is UTF-16, not UTF-8; save it as UTF-8"),
        (f"{HEADER}\n{GOOD}\n2025-08-02,5,1,,T".encode() + "ü".encode("latin-1") + b"rkiye,,s,high\n",
         "mine.csv, row 3: byte 0xfc is not UTF-8 text: the file has another encoding, such as Windows-1251 or Latin-1, or"
         " mixes several (after '2025-08-02,5,1,,T'); save the file as UTF-8"),
        (f"{HEADER}\n{GOOD}\n\0".encode(), "row 3: character U+0000 does not belong in a text file"),
        (HEADER.replace(",", ";").encode(), "row 1: the columns are separated by semicolons; separate them by commas"),
        (HEADER.replace("mediator", "mediators").encode(), "column 'mediator' is missing; is it 'mediators'?"),
        (HEADER.replace(",source", "").encode(), "column 'source' is missing; the header must have date,"),
        (f"{HEADER},date".encode(), "column 'date' stands twice in the header"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_hold_is_told(tmp_path, text, message):
    assert message in wrong(tmp_path, text)


def test_all_that_is_wrong_is_told_at_once_and_not_without_end(tmp_path):
    text = wrong(tmp_path, HEADER + "\n" + "2025-02-30,-1,x,,,,s,no\n" * 30)
    assert text.count("\n") == 20 and text.endswith("and 130 more")


def test_a_table_from_a_spreadsheet_is_read(tmp_path):
    """A byte order mark, Windows line ends, blanks round cells, blank rows at the end, columns of one's own."""
    file = tmp_path / "mine.csv"
    file.write_bytes(("\ufeff" + HEADER + ",mine\r\n2025-08-01, 10 ,,,UAE ; direct,,s,high,x\r\n,,,,,,,,\r\n").encode())
    (row,) = exchanges.read_exchanges(file)
    assert (row.ukrainians, row.russians, row.mediators) == (10, None, ("UAE", "direct"))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(EvidenceError, match="cannot be read"):
        exchanges.read_exchanges(tmp_path / "none.csv")
    with pytest.raises(EvidenceError, match="cannot be read"):
        exchanges.read_exchanges(tmp_path)


CODED = ",".join(coding.COLUMNS)
ENDS = "record_ends,2025-12-31,,,s,high"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("talks_opened,2025-05-16,,,s,high", "0 rows say record_ends; exactly one"),
        (f"{ENDS}\nrecord_ends,2025-11-30,,,s,high", "2 rows say record_ends"),
        (f"{ENDS}\ntalks_opened,2026-01-05,,,s,high", "row 3, column 'date': talks_opened on 2026-01-05 is after"),
        (f"{ENDS}\ntalks_opened,2025-05-16,2025-05-01,,s,high", "ends on 2025-05-01, before it began on 2025-05-16"),
        (f"{ENDS}\nswap_agreed,2025-05-16,2025-06-01,,s,high", "swap_agreed has no end"),
        (f"{ENDS}\ntalks,2025-05-16,,,s,high", "'talks' is none of talks_opened"),
        (f"{ENDS}\ntalks_opened,2025-05-16,,,s,high\ntalks_opened,2025-06-16,,,s,high", "while earlier ones are in"),
    ],
)
def test_a_coding_that_does_not_hold(tmp_path, rows, message):
    assert message in wrong(tmp_path, f"{CODED}\n{rows}\n", coding.read_coding)


def test_exchanges_after_the_end_of_the_record_are_refused(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="first on 2025-08-01, are after the record ends, 2025-07-31"):
        read_record(file)
    later = tmp_path / "coding.csv"
    later.write_text(f"{CODED}\n{ENDS}\n", encoding="utf-8")
    assert len(read_record(file, coding=later).exchanges) == 1


def test_an_event_needs_a_kind_and_stands_once(tmp_path):
    rows = "2025-08-01,Talks,talks_round,Russia;Ukraine,s,high\n"
    text = wrong(tmp_path, ",".join(diplomacy.COLUMNS) + "\n" + rows + rows + rows.replace("talks_round", "tea"),
                 diplomacy.read_diplomacy)  # fmt: skip
    assert "row 3: the same event as row 2" in text and "row 4, column 'kind': 'tea' is none of" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order": "maybe"}, "column 'order': 'maybe' is none of talks_first"),
        ({"general_exchange_date": "1953-13"}, "'1953-13' is not a date that exists; write YYYY, YYYY-MM"),
        ({"order": "swap_first"}, "the swap came first, but not what it was; write one of all_for_all"),
        ({"reading": "partial"}, "a reading goes with swap_first, the order is talks_first"),
        ({"conflict": ""}, "column 'conflict': it is blank"),
    ],
)
def test_a_past_war_that_does_not_hold(tmp_path, changes, message):
    good = {"conflict": "Some war", "war": "Some war", "order": "talks_first", "confidence": "low"}
    row = dict.fromkeys(reference_class.COLUMNS, "") | good
    text = ",".join(reference_class.COLUMNS) + "\n" + ",".join((row | changes).values()) + "\n"
    assert message in wrong(tmp_path, text, reference_class.read_reference_class)
