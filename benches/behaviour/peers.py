"""Runs one peer on all cases: peers.py TOOL CASES.json RESULTS.json (started by compare.py, within the peer's venv).

Every tool is a function find(names, text, options) that returns mentions as (start, end, {IDs}), in characters.
`names` is a list of (name, [IDs]). Tools that can replace text have a second function, replace(names, text).
"""

import json
import sys
import unicodedata
from importlib import metadata

DROP = "(protected)"  # ID of phrases that are found in order to be dropped


class Options:
    def __init__(self, lang, case_sensitive=False, overlaps=False):
        self.lang, self.case_sensitive, self.overlaps = lang, case_sensitive, overlaps


def merge(mentions):
    """One mention for each span, with the IDs of all."""
    spans = {}
    for start, end, ids in mentions:
        spans.setdefault((start, end), set()).update(ids)
    return [(start, end, ids) for (start, end), ids in sorted(spans.items())]


def leftmost_longest(mentions):
    kept, position = [], 0
    for start, end, ids in sorted(merge(mentions), key=lambda m: (m[0], -m[1])):
        if start >= position:
            kept.append((start, end, ids))
            position = end
    return kept


def splice(mentions, text, canonical):
    """The text with each mention replaced: for tools that only find."""
    parts, position = [], 0
    for start, end, ids in mentions:
        parts += [text[position:start], canonical[min(ids)]]
        position = end
    return "".join(parts + [text[position:]])


# --- FlashText and flashtext-i18n: the same interface ----------------------------------------------------------------

# Letters and marks of scripts that write spaces. Both tools end a word at any character that is not listed, and list
# only ASCII; adding letters is the documented way to have `Kern` not found in `Kernöl`.
LETTERS = {
    chr(c)
    for c in [*range(0x80, 0xE00), *range(0x1E00, 0x2000)]
    if unicodedata.category(chr(c))[0] in "LMN"
}


def flashtext_processor(names, case_sensitive=False, labels=False):
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=case_sensitive)
    processor.set_non_word_boundaries(processor.non_word_boundaries | LETTERS)
    for name, ids in names:
        processor.add_keyword(name, ids if labels and len(ids) > 1 else ids[-1])
    return processor


def flashtext(names, text, options):
    found = flashtext_processor(names, options.case_sensitive).extract_keywords(text, span_info=True)
    return [(start, end, {i}) for i, start, end in found]


def flashtext_i18n(names, text, options, **fuzzy):
    processor = flashtext_processor(names, options.case_sensitive, labels=True)
    found = processor.extract_keywords(text, span_info=True, **fuzzy)
    return merge((start, end, set(i) if isinstance(i, list) else {i}) for i, start, end in found)


def flashtext_i18n_fuzzy(names, text, options):
    return flashtext_i18n(names, text, options, max_cost=1)


def flashtext_replace(names, text, **fuzzy):
    return flashtext_processor(names).replace_keywords(text, **fuzzy)


def flashtext_i18n_fuzzy_replace(names, text):
    return flashtext_replace(names, text, max_cost=1)


# --- flashtext2 ------------------------------------------------------------------------------------------------------


def flashtext2_processor(names, case_sensitive=False):
    from flashtext2 import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=case_sensitive)
    processor.add_keywords_with_clean_word_from_iter([(name, ids[-1]) for name, ids in names])
    return processor


def flashtext2(names, text, options):
    found = flashtext2_processor(names, options.case_sensitive).extract_keywords_with_span(text)
    return [(start, end, {i}) for i, start, end in found]


def flashtext2_replace(names, text):
    return flashtext2_processor(names).replace_keywords(text)


# --- spaCy and spaczz ------------------------------------------------------------------------------------------------


def pipeline(lang, names, segmenter="jieba"):
    import spacy

    if lang == "zh":
        if segmenter == "jieba":
            import jieba

            jieba.dt.initialized = False  # forgets the words of the last case
            for name, _ in names:
                if unicodedata.name(name[0]).startswith("CJK"):
                    jieba.add_word(name)
        return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    if lang == "ko":  # without the external MeCab, as spaCy's documentation describes
        return spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    return spacy.blank(lang)


def phrase_matcher(names, text, options, segmenter="jieba"):
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    nlp = pipeline(options.lang, names, segmenter)
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH" if options.case_sensitive else "LOWER")
    for name, ids in names:
        for i in ids:
            matcher.add(i, [nlp.make_doc(name)])
    doc = nlp(text)
    spans = matcher(doc, as_spans=True)
    kept = spans if options.overlaps else filter_spans(spans)
    places = {(span.start, span.end) for span in kept}
    return merge((s.start_char, s.end_char, {s.label_}) for s in spans if (s.start, s.end) in places)


def phrase_matcher_characters(names, text, options):
    return phrase_matcher(names, text, options, "char")


def entity_ruler(names, text, options):
    nlp = pipeline(options.lang, names)
    attr = "ORTH" if options.case_sensitive else "LOWER"
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": attr})
    ruler.add_patterns([{"label": "NAME", "pattern": name, "id": i} for name, ids in names for i in ids])
    return [(ent.start_char, ent.end_char, {ent.ent_id_}) for ent in nlp(text).ents]


SPACZZ_RATIO = 75


def spaczz(names, text, options):
    import spaczz  # noqa: F401, registers the component

    nlp = pipeline(options.lang, names)
    defaults = {"min_r": SPACZZ_RATIO, "ignore_case": not options.case_sensitive}
    ruler = nlp.add_pipe("spaczz_ruler", config={"fuzzy_defaults": defaults})
    ruler.add_patterns([{"label": i, "pattern": name, "type": "fuzzy"} for name, ids in names for i in ids])
    return [(ent.start_char, ent.end_char, {ent.label_}) for ent in nlp(text).ents]


# --- pyahocorasick: finds substrings, so case, boundaries and overlaps are the caller's ------------------------------


def joins(character):
    """Whether a character belongs to a word, in a script that writes spaces."""
    if not (character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"):
        return False
    name = unicodedata.name(character, "").split()
    return not {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI"} & set(name[:1])


def whole_word(text, start, end):
    left = start > 0 and joins(text[start - 1]) and joins(text[start])
    right = end < len(text) and joins(text[end - 1]) and joins(text[end])
    return not (left or right)


def automaton(names, text, options, fold):
    """`fold` gives for each character of a text what it is compared as."""
    import ahocorasick

    values = {}
    for name, ids in names:
        values.setdefault("".join(fold(name)), set()).update(ids)
    machine = ahocorasick.Automaton()
    for key, ids in values.items():
        machine.add_word(key, (len(key), ids))
    machine.make_automaton()

    folded, starts, ends = [], {}, {}
    position = 0
    for index, piece in enumerate(fold(text)):
        folded.append(piece)
        if piece:
            starts[position] = index
            position += len(piece)
        ends[position] = index + 1  # what folds to nothing belongs to what stands before it
    found = []
    for last, (length, ids) in machine.iter("".join(folded)):
        start, end = starts.get(last + 1 - length), ends.get(last + 1)
        if start is not None and end is not None and whole_word(text, start, end):
            found.append((start, end, ids))
    return merge(found) if options.overlaps else leftmost_longest(found)


def ahocorasick_lower(names, text, options):
    def fold(text):
        return [c if options.case_sensitive or len(c.lower()) != 1 else c.lower() for c in text]

    return automaton(names, text, options, fold)


def ahocorasick_folded(names, text, options):
    """What a careful programmer adds in an afternoon: no feature of pyahocorasick."""

    def fold(text):
        pieces, last = [], ""
        for c in text:
            plain = unicodedata.normalize("NFKD", c)
            plain = plain if options.case_sensitive else unicodedata.normalize("NFKD", plain.casefold())
            plain = "".join(x for x in plain if unicodedata.category(x) not in ("Mn", "Cf"))
            if plain.isspace():  # any run of spaces is one space
                plain = "" if last == " " else " "
            last = plain or last
            pieces.append(plain)
        return pieces

    return automaton(names, text, options, fold)


# name -> (find, replace or None, packages)
TOOLS = {
    "FlashText": (flashtext, flashtext_replace, ["flashtext"]),
    "flashtext-i18n": (flashtext_i18n, flashtext_replace, ["flashtext-i18n"]),
    "flashtext-i18n, max_cost=1": (flashtext_i18n_fuzzy, flashtext_i18n_fuzzy_replace, ["flashtext-i18n"]),
    "flashtext2": (flashtext2, flashtext2_replace, ["flashtext2"]),
    "spaCy PhraseMatcher": (phrase_matcher, None, ["spacy", "jieba"]),
    "spaCy PhraseMatcher, characters": (phrase_matcher_characters, None, ["spacy"]),
    "spaCy EntityRuler": (entity_ruler, None, ["spacy", "jieba"]),
    "spaczz": (spaczz, None, ["spaczz", "jieba"]),
    "pyahocorasick": (ahocorasick_lower, None, ["pyahocorasick"]),
    "pyahocorasick + folding": (ahocorasick_folded, None, ["pyahocorasick"]),
}


def by_name(case, names_of):
    """(name, [IDs]) in the order listed; `names_of` picks the value for an ID and its names."""
    table = {}
    for entity, names in case["names"].items():
        for name in names:
            values = table.setdefault(name, [])
            value = names_of(entity, names)
            if value not in values:
                values.append(value)
    return list(table.items())


def run(case, find, replace):
    if "rewrite" in case:
        if replace:
            return {"text": replace(by_name(case, lambda _, names: names[0]), case["text"])}
        mentions = find(by_name(case, lambda entity, _: entity), case["text"], Options(case["lang"]))
        return {"text": splice(mentions, case["text"], {i: names[0] for i, names in case["names"].items()})}

    names = by_name(case, lambda entity, _: entity)
    names += [(phrase, [DROP]) for phrase in case.get("never", [])]
    overlaps = case.get("overlaps") == "all"
    sensitive = case.get("sensitive", [])
    loose = [(name, ids) for name, ids in names if name not in sensitive]
    mentions = find(loose, case["text"], Options(case["lang"], overlaps=overlaps))
    if sensitive:
        strict = [(name, ids) for name, ids in names if name in sensitive]
        mentions += find(strict, case["text"], Options(case["lang"], case_sensitive=True, overlaps=overlaps))
        mentions = leftmost_longest(mentions)
    return {"mentions": [(start, end, sorted(ids)) for start, end, ids in mentions if DROP not in ids]}


def main():
    tool, cases, results = sys.argv[1:]
    find, replace, packages = TOOLS[tool]
    answers = []
    with open(cases, encoding="utf-8") as file:
        for case in json.load(file):
            try:
                answers.append(run(case, find, replace))
            except BaseException as error:  # a panic of flashtext2 is no Exception
                if isinstance(error, KeyboardInterrupt):
                    raise
                answers.append({"error": f"{type(error).__name__}: {error}".splitlines()[0]})
    versions = {package: metadata.version(package) for package in packages}
    with open(results, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "answers": answers}, file)


if __name__ == "__main__":
    main()
