"""Ten natural questions, answered from the tools alone: fixed calls, played through the client."""

from typing import Any

import pytest
from mcp_types import TextContent

from tests.mcp.conftest import Call

EXAMPLE = "the SPARQL of the example that was found"
Step = tuple[str, dict[str, Any], list[str]]
"""A tool, its arguments, and what its answer must hold."""

QUESTIONS: dict[str, list[Step]] = {
    "Which body is OSTP a unit of, and on which lines does it say so?": [
        ("search", {"text": "OSTP"}, ['"id":"s5d:org-us-ostp"']),
        ("describe", {"thing": "s5d:org-us-ostp"}, [
            '"property":"org:unitOf"', '"value_name":"Executive Office of the President"',
            '"modality":"actual"', "s5d:ev-us-ostp-eop lines 246–247",
        ]),
    ],
    "EUの枠組みプログラムの予算はいくらで、提案にすぎないのはどれか。": [
        ("examples", {"about": "枠組みプログラムの予算額", "language": "ja"},
         ["eu-framework-budgets"]),
        ("query", {"sparql": EXAMPLE, "language": "ja"}, [
            "s5d:prog-eu-fp7", "50000000000,approximate,actual",
            "75000000000,approximate,actual", "100000000000,approximate,proposed",
        ]),
    ],
    "How many prefectures have a data plan, and how many municipalities?": [
        ("examples", {"about": "How many prefectures have formulated a data plan?"},
         ["plans-of-prefectures-and-municipalities"]),
        ("query", {"sparql": EXAMPLE}, ["prefecture,s5c:planStatus-formulated", ",22,",
                                        "municipality,s5c:planStatus-formulated"]),
    ],
    "飛躍的イノベーション機構（SPRIND）を設立したのは誰か。": [
        ("search", {"text": "SPRIND", "language": "ja"}, ["s5d:org-de-sprind"]),
        ("describe", {"thing": "s5d:org-de-sprind", "language": "ja"}, [
            '"property":"schema:founder"', "連邦教育研究省", "連邦経済エネルギー省",
            "s5d:ev-sprind-founders lines 461–462",
        ]),
    ],
    "Which lines support the budget of Horizon Europe, and is it decided?": [
        ("describe", {"thing": "s5d:prog-eu-he"}, [
            "s5d:fig-eu-he-budget", "100000000000 euro", '"modality":"proposed"',
        ]),
        ("evidence", {"thing": "s5d:fig-eu-he-budget"}, [
            '"lines":"381"', "s5d:seg-09", "s5d:doc-databook-2020", '"modality":"proposed"',
        ]),
    ],
    "米国のOMBについて、文書に矛盾や誤りはあるか。": [
        ("search", {"text": "OMB", "language": "ja"}, ["s5d:org-us-omb", "大統領府予算局"]),
        ("describe", {"thing": "s5d:org-us-omb", "language": "ja"}, [
            '"number":"D19"', '"kind":"variant-form"', "OMBの日本語名",
        ]),
    ],
    "How many US strategy documents appeared per year?": [
        ("examples", {"about": "How many US strategy documents appeared per year?"},
         ["us-strategy-documents-per-year"]),
        ("query", {"sparql": EXAMPLE}, ["2017,1", "2018,7", "2019,5"]),
    ],
    "Who issued the memorandum on R&D priorities for fiscal year 2021, and when?": [
        ("search", {"text": "FY 2021"}, ["s5d:doc-us-memo-fy2021"]),
        ("describe", {"thing": "s5d:doc-us-memo-fy2021"}, [
            '"value":"2019-08-30"', '"value":"s5d:org-us-omb"', '"value":"s5d:org-us-ostp"',
            "s5d:ev-us-memo-authors lines 253",
        ]),
    ],
    "ドローンを使う自治体の事例はどれか。": [
        ("examples", {"about": "ドローンを使う自治体の事例", "language": "ja"},
         ["cases-with-drones-or-ai"]),
        ("query", {"sparql": EXAMPLE, "language": "ja"},
         ["s5d:case-3-miyaki", "s5d:case-4-sendai"]),
    ],
    "Which programmes are there, and over which years do they run? (with a wrong name first)": [
        ("schema", {"kind": "FrameworkProgramme"}, ["schema:startDate", '"things":4']),
        ("query", {"sparql": "SELECT ?p ?y { ?p a s5:FrameworkProgram ; schema:startDate ?y }"},
         ["s5:FrameworkProgramme"]),
        ("query", {"sparql": "SELECT ?p ?from ?to { ?p a s5:FrameworkProgramme ; "
                             "schema:startDate ?from ; schema:endDate ?to } ORDER BY ?p"},
         ["s5d:prog-eu-he,2021,2027", "s5d:prog-eu-fp6,2002,2006"]),
    ],
}  # fmt: skip


def test_there_are_ten_in_both_languages() -> None:
    """Ten questions, some asked in Japanese and some in English."""
    japanese = [question for question in QUESTIONS if question.endswith("。")]
    assert len(QUESTIONS) == 10
    assert 3 <= len(japanese) <= 7


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_from_the_tools_alone(question: str, call: Call) -> None:
    """Each call gives what the next one needs, and the last one the facts of the answer."""
    found = ""
    for tool, arguments, facts in QUESTIONS[question]:
        given = {name: found if value == EXAMPLE else value for name, value in arguments.items()}
        answer = call(tool, **given)
        content = answer.content[0]
        assert isinstance(content, TextContent)
        assert [fact for fact in facts if fact not in content.text] == []
        if tool == "examples":
            assert answer.structured_content
            found = answer.structured_content["examples"][0]["query"]
