#!/usr/bin/env python3
"""Make the dictionary of territories and their capitals.

Usage:
    territories.py LOCALENAMES CORE DATES DIRECTORY

Reads:
    LOCALENAMES cldr-localenames-full-48.2.0.tgz, SHA-256
                7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57
                From it: names of territories (territories.json), LICENSE.
    CORE        cldr-core-48.2.0.tgz, SHA-256
                5310e0c7a06c1feb83dc8e54c8584bbe0b9c2ea8320172a18d541986b124585d
                From it: ISO 3166-1 codes, the subregion of each territory.
    DATES       cldr-dates-full-48.2.0.tgz, SHA-256
                0256f1cefeca14f7d515be4872dda48fcdd7e75381430f25aafd0143eae5b430
                From it: exemplar cities of time zones.
    DIRECTORY/capitals.tsv, DIRECTORY/editors.tsv
                hand-written tables; the head of each says what it holds
    DIRECTORY/../han/simplified.tsv
                the Han fold table, to tell equal names

The three packages are those of the npm registry (npm pack NAME@VERSION).

Writes:
    DIRECTORY/territories.jsonl   the dictionary source, sorted by ID
    DIRECTORY/LICENSE             the licence text of the package, as it is there

How names are made from those of CLDR:
    1. The canonical name is the plain one; for Hong Kong and Macao the one that
       CLDR calls short.  Other short and variant names are aliases.
    2. A second name in brackets goes ("Myanmar (Burma)"), unless it tells two
       territories apart; for Myanmar it is an alias.
    3. " - " becomes "-", and in English "&" becomes "and".  Abbreviations of up to
       three letters are taken from English only, and variants with brackets too.
    4. Format characters and zero-width spaces go.
    5. A capital that is called as its territory in a language has no name in it.
    6. Rules of the editors are given to every name of the entity with the same
       letters.  A name of up to five letters without rules, in a script that
       has capitals, must be written with the letter case it has here.  Where
       that is the only rule of an English name, the name in capitals is an alias.
"""

import argparse
import collections
import hashlib
import io
import json
import os
import re
import sys
import tarfile
import unicodedata

VERSION = "48.2.0"
PACKAGES = [
    ("cldr-localenames-full", "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57"),
    ("cldr-core", "5310e0c7a06c1feb83dc8e54c8584bbe0b9c2ea8320172a18d541986b124585d"),
    ("cldr-dates-full", "0256f1cefeca14f7d515be4872dda48fcdd7e75381430f25aafd0143eae5b430"),
]
LANGUAGES = (
    "en zh zh-Hant ja ko fr de es pt it nl ru uk be pl cs sk sl hu ro bg sr mk hr sq el tr az"
    " kk ar fa he ur hi bn ta te mr th vi id ms fil sv da nb is fi et lv lt ca"
    " sw km lo my ka hy mn"
).split()
# Groups and other things that CLDR names beside territories.
NOT_TERRITORIES = frozenset("EU EZ QO UN XA XB ZZ".split())
# Their plain name is the one that CLDR calls short.
SHORT = frozenset(["HK", "MO"])
# What stands in brackets tells them apart.
BRACKETS = frozenset(["CD", "CG", "MF", "SX", "VG", "VI"])
# What stands in brackets is an older name.
OLDER = frozenset(["MM"])
KINDS = frozenset(
    "official short legal former acronym ticker romanized calque misspelling nickname other".split()
)
CASED = frozenset(["LATIN", "CYRILLIC", "GREEK", "ARMENIAN"])


class Problem(Exception):
    """Something is wrong with a row of a table."""


def load(path, name, expected):
    with open(path, "rb") as file:
        data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        sys.exit("the archive is not %s-%s.tgz: SHA-256 %s" % (name, VERSION, digest))
    files = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            if member.isfile():
                files[member.name.split("/", 1)[1]] = archive.extractfile(member).read()
    return files


def table(path, columns):
    """The rows of a table as (line number, fields)."""
    head = None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = [field.strip() for field in line.split("\t")]
            if head is None:
                head = fields
                if head != columns:
                    sys.exit("%s:%d: the columns must be %s" % (path, number, " ".join(columns)))
            elif len(fields) != len(columns) or "" in fields:
                sys.exit("%s:%d: not %d fields" % (path, number, len(columns)))
            else:
                yield number, fields


def clean(text):
    """Without format characters and zero-width spaces, with plain spaces."""
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    return " ".join(kept.replace("\u00a0", " ").replace("\u202f", " ").split())


# Letters that do not decompose, and Han characters with their representatives.
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
SIMPLIFIED = {}
LETTERS.update({"æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def key(text):
    """Equal for names that the program will take for equal, nearly always."""
    text = "".join(LETTERS.get(c, c) for c in unicodedata.normalize("NFKD", text.casefold()))
    kept = []
    for char in text:
        char = SIMPLIFIED.get(char, char)
        if "\u30a1" <= char <= "\u30f6":
            char = chr(ord(char) - 0x60)
        category = unicodedata.category(char)
        if char not in "\u02bb\u02bc" and category[0] in "LN" or category == "Mc":
            kept.append(char)
        elif category == "Mn" and kept and script(kept[-1]) not in CASED:
            kept.append(char)
    return "".join(kept)


def script(char):
    return unicodedata.name(char, "").split(" ")[0]


def slug(text):
    text = unicodedata.normalize("NFKD", text.replace("&", "and").lower())
    text = "".join(LETTERS.get(c, c) for c in text if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", re.sub("[’'ʻ.]", "", text)).strip("-")


class Entity:
    def __init__(self, identifier):
        self.id = identifier
        self.names = {}
        self.aliases = collections.OrderedDict()
        self.rules = {}
        self.edited = set()
        self.links = {}
        self.related = []
        self.region = None
        self.topics = None
        self.prior = None

    def alias(self, text, lang, kind):
        self.aliases.setdefault(text, (lang, kind))

    def texts(self):
        return list(self.names.values()) + list(self.aliases)

    def rule(self, text, rules):
        k = key(text)
        if self.rules.setdefault(k, rules) != rules:
            raise Problem("%s has other rules for %r already" % (self.id, text))

    def rules_of(self, text):
        k = key(text)
        if k in self.rules:
            return self.rules[k]
        if k and len(k) <= 5 and script(k[0]) in CASED:
            return {"case": "sensitive"}
        return {}

    def record(self):
        record = {"id": self.id, "type": "place", "name": self.names}
        if self.prior is not None:
            record["prior"] = self.prior
        if self.links:
            record["links"] = self.links
        record["topics"] = self.topics or ["geography", self.region]
        if self.related:
            record["related"] = sorted(set(self.related))
        aliases, plain, done = [], {key(text) for text in self.names.values()}, set()
        for text in self.names.values():
            rules = self.rules_of(text)
            if rules and text not in done and text not in self.aliases:
                done.add(text)
                aliases.append(dict({"text": text}, **rules))
        names = set(self.names.values())
        for text, (lang, kind) in self.aliases.items():
            rules = self.rules_of(text)
            if not rules and (text in names or key(text) in plain):
                continue
            plain.add(key(text))
            alias = {"text": text}
            if lang:
                alias["lang"] = lang
            if kind != "other":
                alias["kind"] = kind
            aliases.append(dict(alias, **rules))
        english = self.names.get("en", "")
        if self.rules_of(english) == {"case": "sensitive"} and len(english) > 3:
            aliases.append({"text": english.upper(), "lang": "en", "case": "sensitive"})
        if aliases:
            record["aliases"] = aliases
        return record


def parse_rules(text, macros):
    """Rules of a name, as they stand in the column."""
    rules = {}
    if text == "-":
        return rules
    for part in text.split(";"):
        word, _, value = part.strip().partition("=")
        if word in ("weak", "case") and not value:
            rules[word] = True if word == "weak" else "sensitive"
        elif word in ("require", "forbid") and value:
            terms = []
            for term in value.split("|"):
                term = term.strip()
                if term.startswith("@"):
                    if term not in macros:
                        raise Problem("no list %s" % term)
                    terms += macros[term]
                elif term:
                    terms.append(term)
            rules[word] = list(dict.fromkeys(terms))
        elif word == "window" and value.isdigit():
            rules["window"] = int(value)
        elif word == "prior" and re.fullmatch(r"0\.\d+", value):
            rules["prior"] = float(value)
        else:
            raise Problem("not a rule: %r" % part)
    return rules


def entity_rules(entity, text):
    for part in text.split(";"):
        word, _, value = part.strip().partition("=")
        if word == "local":
            entity.topics = [entity.region]
        elif word == "alone":
            entity.topics = [entity.id]
        elif word == "prior" and re.fullmatch(r"0\.\d+", value):
            entity.prior = float(value)
        else:
            raise Problem("not a rule of an entity: %r" % part)


def edit(row, entities, codes, macros):
    target, text, lang, kind, rules = row
    lang = None if lang == "-" else lang
    if target.startswith("@"):
        macros[target] = [term.strip() for term in text.split("|")]
        return
    if kind in ("guard", "drop") and target == "*":
        chosen = [e for e in entities.values() if any(key(t) == key(text) for t in e.texts())]
    else:
        chosen = [entities.get(codes.get(target, target))]
    if not chosen or None in chosen:
        raise Problem("no entity %r" % target)
    for entity in chosen:
        if kind == "entity":
            entity_rules(entity, rules)
            continue
        if kind == "drop":
            gone = [l for l, t in entity.names.items() if key(t) == key(text) and lang in (None, l)]
            gone_aliases = [t for t in entity.aliases if key(t) == key(text)]
            for l in gone:
                del entity.names[l]
            for t in gone_aliases:
                del entity.aliases[t]
            if not gone and not gone_aliases:
                raise Problem("%s has no name %r" % (entity.id, text))
            continue
        parsed = parse_rules(rules, macros)
        if kind == "guard":
            if not any(key(t) == key(text) for t in entity.texts()):
                raise Problem("%s has no name %r" % (entity.id, text))
            entity.rule(text, parsed)
        elif kind == "name":
            if lang is None:
                raise Problem("a name needs a language")
            old = entity.names.get(lang)
            if old:
                entity.alias(old, lang, "other")
            entity.names[lang] = text
        elif kind in KINDS:
            if text in entity.edited:
                raise Problem("%s has the alias %r already" % (entity.id, text))
            entity.edited.add(text)
            entity.alias(text, lang, kind)
            if parsed:
                entity.rule(text, parsed)
        else:
            raise Problem("no kind %r" % kind)


def join_dashes(text):
    return re.sub(r"\s+[-–—]\s*|\s*[-–—]\s+", "-", text)


def abbreviation(text):
    letters = [c for c in text if c.isalpha()]
    return len(letters) <= 3 and all(script(c) in CASED and c.isupper() for c in letters)


def territory_names(entity, code, lang, names):
    """Put the names of one language into the entity."""
    main = names.get(code)
    short = names.get(code + "-alt-short")
    if main is None:
        return
    main = clean(main)
    short = clean(short) if short else None
    if code in SHORT and short:
        main, short = short, main
    found = re.fullmatch(r"(.*?)\s*[(（]([^()（）]*)[)）]", main)
    if found and code not in BRACKETS and found.group(1):
        main = found.group(1)
        if code in OLDER:
            entity.alias(found.group(2), lang, "former")
    main = join_dashes(main)
    if lang == "en" and "&" in main:
        entity.alias(main, lang, "other")
        main = main.replace("&", "and")
    entity.names[lang] = main
    if short and short != main and (lang == "en" or not abbreviation(short)):
        entity.alias(short, lang, "other" if code in SHORT else "short")
    for tail in ("-alt-variant", "-alt-chagos"):
        if code + tail in names:
            text = join_dashes(clean(names[code + tail]))
            if text != main and (lang == "en" or not re.search("[(（]", text)):
                entity.alias(text, lang, "other")


def regions(core):
    """The subregion of each territory, as a slug of its English name."""
    contained = json.loads(core["supplemental/territoryContainment.json"])
    contained = contained["supplemental"]["territoryContainment"]
    found = {}
    for region, value in sorted(contained.items()):
        if region.isdigit() and value.get("_grouping") != "true":
            for code in value["_contains"]:
                if not code.isdigit():
                    found[code] = region
    return found


def exemplar(zones, zone):
    node = zones
    for part in zone.split("/"):
        node = node.get(part, {})
    return node.get("exemplarCity")


def main():
    parser = argparse.ArgumentParser(description="Make the dictionary of territories.")
    parser.add_argument("localenames")
    parser.add_argument("core")
    parser.add_argument("dates")
    parser.add_argument("directory")
    args = parser.parse_args()

    paths = [args.localenames, args.core, args.dates]
    localenames, core, dates = [load(path, *package) for path, package in zip(paths, PACKAGES)]

    path = os.path.join(args.directory, os.pardir, "han", "simplified.tsv")
    with open(path, encoding="utf-8") as file:
        SIMPLIFIED.update(line.rstrip("\n").split("\t") for line in file if line[0] != "#")

    mappings = json.loads(core["supplemental/codeMappings.json"])["supplemental"]["codeMappings"]
    names = {}
    for lang in LANGUAGES:
        data = json.loads(localenames["main/%s/territories.json" % lang])
        names[lang] = data["main"][lang]["localeDisplayNames"]["territories"]
    english = names["en"]
    in_region = regions(core)

    entities, codes = {}, {}
    for code in sorted(english):
        if not re.fullmatch("[A-Z]{2}", code) or code in NOT_TERRITORIES:
            continue
        mapping = mappings.get(code, {})
        iso = "_numeric" in mapping and int(mapping["_numeric"]) < 900
        if not iso and code != "XK":
            continue
        entity = Entity(None)
        for lang in LANGUAGES:
            territory_names(entity, code, lang, names[lang])
        entity.id = slug(entity.names["en"])
        if entity.id in entities:
            sys.exit("two territories with the ID %s" % entity.id)
        if code in in_region:
            entity.region = slug(english[in_region[code]])
        else:
            entity.region = "antarctica"
        if iso:
            entity.links["iso-3166-1-alpha-2"] = code
            entity.links["iso-3166-1-alpha-3"] = mapping["_alpha3"]
            entity.links["iso-3166-1-numeric"] = mapping["_numeric"]
        entities[entity.id] = entity
        codes[code] = entity.id
    territories = len(entities)

    zones = {}
    for lang in LANGUAGES:
        data = json.loads(dates["main/%s/timeZoneNames.json" % lang])
        zones[lang] = data["main"][lang]["dates"]["timeZoneNames"]["zone"]
    path = os.path.join(args.directory, "capitals.tsv")
    for line, row in table(path, ["territory", "id", "zone", "en", "zh", "zh-Hant"]):
        of, identifier, zone, en, zh, hant = row
        try:
            if identifier in entities:
                raise Problem("the ID %s is taken" % identifier)
            entity = Entity(identifier)
            if zone != "-":
                for lang in LANGUAGES:
                    name = exemplar(zones[lang], zone)
                    if name:
                        entity.names[lang] = clean(name)
                if len(entity.names) < 10:
                    raise Problem("no city of the zone %s" % zone)
            for lang, name in (("en", en), ("zh", zh), ("zh-Hant", hant)):
                if name == "-":
                    continue
                old = entity.names.get(lang)
                if old and key(old) != key(name) and lang != "en":
                    entity.alias(old, lang, "other")
                entity.names[lang] = name
            entity.names = {l: entity.names[l] for l in LANGUAGES if l in entity.names}
            for code in of.split(","):
                if code not in codes:
                    raise Problem("no territory %s" % code)
                territory = entities[codes[code]]
                for lang, name in list(entity.names.items()):
                    if key(territory.names.get(lang, "")) == key(name):
                        del entity.names[lang]
                entity.related.append(territory.id)
                territory.related.append(identifier)
                entity.region = entity.region or territory.region
            entities[identifier] = entity
        except Problem as problem:
            sys.exit("%s:%d: %s" % (path, line, problem))

    path = os.path.join(args.directory, "editors.tsv")
    macros, seen, problems = {}, {}, []
    for line, row in table(path, ["target", "text", "lang", "kind", "rules"]):
        try:
            if tuple(row) in seen:
                raise Problem("the same as line %d" % seen[tuple(row)])
            seen[tuple(row)] = line
            edit(row, entities, codes, macros)
        except Problem as problem:
            problems.append("%s:%d: %s" % (path, line, problem))
    if problems:
        sys.exit("\n".join(problems))

    header = {
        "name": "territories",
        "version": VERSION,
        "license": "Unicode-3.0",
        "topics": ["geography"],
    }
    never = macros.get("@never")
    if never:
        header["never"] = never
    out = os.path.join(args.directory, "territories.jsonl")
    count = 0
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        for record in [{"dictionary": header}] + [
            entities[i].record() for i in sorted(entities)
        ]:
            count += len(record.get("name", ())) + len(record.get("aliases", ()))
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            file.write(text + "\n")
    with open(os.path.join(args.directory, "LICENSE"), "wb") as file:
        file.write(localenames["LICENSE"])
    print(
        "%d territories, %d capitals, %d languages, %d names and aliases, %d bytes"
        % (territories, len(entities) - territories, len(LANGUAGES), count, os.path.getsize(out))
    )


if __name__ == "__main__":
    main()
