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
       that is the only rule of an English name of more than three letters, the
       name in capitals is an alias.
"""

import argparse
import hashlib
import io
import json
import pathlib
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
# Columns of the two tables.
CAPITALS = ["territory", "id", "zone", "en", "zh", "zh-Hant"]
EDITORS = ["target", "text", "lang", "kind", "rules"]
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
# Letters that Unicode does not decompose.
LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ð": "d",
    "æ": "ae", "œ": "oe", "þ": "th",
}
# Han characters with their representatives; main fills it from the fold table.
SIMPLIFIED = {}


class Problem(Exception):
    """A row of a table is wrong; caught by each_row, which knows file and line."""


def load(path, name, expected):
    """The files of a package by path; any other release has other names, so it is refused."""
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


def load_simplified(path):
    """The fold table of the program itself, so that both agree on which Han names are equal."""
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("\t") for line in file if line[0] != "#")


def each_row(path, columns, take, *context):
    """Reports all bad rows together, so that a table is corrected in one go."""
    head, seen, problems = None, {}, []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = tuple(field.strip() for field in line.split("\t"))
            if head is None:
                head = fields
                if head != tuple(columns):
                    sys.exit("%s:%d: the columns must be %s" % (path, number, " ".join(columns)))
                continue
            try:
                if len(fields) != len(columns) or "" in fields:
                    raise Problem("not %d fields" % len(columns))
                if fields in seen:
                    raise Problem("the same as line %d" % seen[fields])
                seen[fields] = number
                take(fields, *context)
            except Problem as problem:
                problems.append("%s:%d: %s" % (path, number, problem))
    if problems:
        sys.exit("\n".join(problems))


def clean(text):
    """Format characters are not part of a name, except joiners, which are part of the spelling."""
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    return " ".join(kept.replace("\u00a0", " ").replace("\u202f", " ").split())


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
    """Taken from the name of the character, as unicodedata does not have the property."""
    return unicodedata.name(char, "").split(" ")[0]


def slug(text):
    """The ID that follows from an English name; a new spelling in CLDR would change it."""
    text = unicodedata.normalize("NFKD", text.replace("&", "and").lower())
    text = "".join(LETTERS.get(c, c) for c in text if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", re.sub("[’'ʻ.]", "", text)).strip("-")


class Entity:
    """A territory or a capital, while CLDR and then the tables add to it."""

    def __init__(self, identifier):
        """The order of names and aliases is that of the output."""
        self.id = identifier
        self.names = {}  # language -> text
        self.aliases = {}  # text -> (language or None, kind)
        self.rules = {}  # key of a text -> rules
        self.edited = set()  # aliases of the editors, who may repeat CLDR but not themselves
        self.links = {}
        self.related = []
        self.region = None
        self.topics = None
        self.prior = None

    def alias(self, text, lang, kind):
        """The first language and kind stay, so that one text is one alias."""
        self.aliases.setdefault(text, (lang, kind))

    def has(self, text):
        """Compares keys, since a rule is for every spelling with the same letters."""
        wanted = key(text)
        return any(key(t) == wanted for t in [*self.names.values(), *self.aliases])

    def rule(self, text, rules):
        """Refuses a second set of rules, as the order of rows would decide which one counts."""
        if self.rules.setdefault(key(text), rules) != rules:
            raise Problem("%s has other rules for %r already" % (self.id, text))

    def rules_of(self, text):
        """A short name in lower case may be another word ("chad"), so case counts by default."""
        k = key(text)
        if k in self.rules:
            return self.rules[k]
        if k and len(k) <= 5 and script(k[0]) in CASED:
            return {"case": "sensitive"}
        return {}

    def drop(self, text, lang):
        """A row that takes nothing away is a mistake: CLDR has changed, or the text is misspelt."""
        names = [l for l, t in self.names.items() if key(t) == key(text) and lang in (None, l)]
        aliases = [t for t in self.aliases if key(t) == key(text)]
        if not names and not aliases:
            raise Problem("%s has no name %r" % (self.id, text))
        for l in names:
            del self.names[l]
        for t in aliases:
            del self.aliases[t]

    def rename(self, text, lang):
        """The name of CLDR stays as an alias, because people write it."""
        if lang is None:
            raise Problem("a name needs a language")
        if lang in self.names:
            self.alias(self.names[lang], lang, "other")
        self.names[lang] = text

    def record(self):
        """The entity as in the output; fields without a value are left out."""
        record = {"id": self.id, "type": "place", "name": self.names}
        if self.prior is not None:
            record["prior"] = self.prior
        if self.links:
            record["links"] = self.links
        record["topics"] = self.topics or ["geography", self.region]
        if self.related:
            record["related"] = sorted(set(self.related))
        aliases = self.ruled_names() + self.plain_aliases() + self.capitalized()
        if aliases:
            record["aliases"] = aliases
        return record

    def ruled_names(self):
        """A name has no place for rules in the format, so it is an alias too if it has any."""
        texts = [t for t in dict.fromkeys(self.names.values()) if t not in self.aliases]
        return [{"text": t, **self.rules_of(t)} for t in texts if self.rules_of(t)]

    def plain_aliases(self):
        """Leaves out aliases that the program would take for a name or alias before them anyway."""
        aliases, known = [], {key(text) for text in self.names.values()}
        for text, (lang, kind) in self.aliases.items():
            rules = self.rules_of(text)
            if not rules and key(text) in known:
                continue
            known.add(key(text))
            alias = {"text": text}
            if lang:
                alias["lang"] = lang
            if kind != "other":
                alias["kind"] = kind
            aliases.append({**alias, **rules})
        return aliases

    def capitalized(self):
        """Headlines are in capitals; up to three of them may be an abbreviation instead."""
        english = self.names.get("en", "")
        if len(english) > 3 and self.rules_of(english) == {"case": "sensitive"}:
            return [{"text": english.upper(), "lang": "en", "case": "sensitive"}]
        return []


def join_dashes(text):
    """CLDR sets spaces beside some dashes, where people write none."""
    return re.sub(r"\s+[-–—]\s*|\s*[-–—]\s+", "-", text)


def abbreviation(text):
    """Up to three capitals may stand for much else, so only those of English are taken."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) <= 3 and all(script(c) in CASED and c.isupper() for c in letters)


def name_territory(entity, code, lang, names):
    """Chooses the name of one language that people write; points 1 to 3 at the head say how."""
    main = clean(names[code])
    short = clean(names.get(code + "-alt-short", ""))
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


def subregions(core):
    """Code of territory -> number of its subregion; the lettered regions (EU) overlap these."""
    contained = json.loads(core["supplemental/territoryContainment.json"])
    contained = contained["supplemental"]["territoryContainment"]
    found = {}
    for region, value in contained.items():
        if region.isdigit():
            found.update((code, region) for code in value["_contains"] if not code.isdigit())
    return found


def iso_links(code, mapping):
    """Empty for what ISO 3166-1 does not list: its numbers from 900 are user-assigned."""
    if int(mapping.get("_numeric", 900)) >= 900:
        return {}
    return {
        "iso-3166-1-alpha-2": code,
        "iso-3166-1-alpha-3": mapping["_alpha3"],
        "iso-3166-1-numeric": mapping["_numeric"],
    }


def make_territories(localenames, core):
    """Entities by ID, and the ID of each ISO 3166-1 code, by which the tables name territories."""
    mappings = json.loads(core["supplemental/codeMappings.json"])["supplemental"]["codeMappings"]
    names = {}
    for lang in LANGUAGES:
        data = json.loads(localenames["main/%s/territories.json" % lang])
        names[lang] = data["main"][lang]["localeDisplayNames"]["territories"]
    english = names["en"]
    region_of = subregions(core)

    entities, codes = {}, {}
    for code in sorted(english):
        links = iso_links(code, mappings.get(code, {}))
        # Kosovo is wanted as well; its code is user-assigned, so it has no links.
        if not links and code != "XK":
            continue
        entity = Entity(None)
        for lang in LANGUAGES:
            name_territory(entity, code, lang, names[lang])
        entity.id = slug(entity.names["en"])
        if entity.id in entities:
            sys.exit("two territories with the ID %s" % entity.id)
        # Antarctica itself is in no subregion.
        entity.region = slug(english[region_of[code]]) if code in region_of else "antarctica"
        entity.links = links
        entities[entity.id] = entity
        codes[code] = entity.id
    return entities, codes


def load_zones(dates):
    """Time zones by language, read once, as every capital looks its city up in them."""
    zones = {}
    for lang in LANGUAGES:
        data = json.loads(dates["main/%s/timeZoneNames.json" % lang])
        zones[lang] = data["main"][lang]["dates"]["timeZoneNames"]["zone"]
    return zones


def exemplar_city(zones, zone):
    """Names by language; none at all is a problem, as the zone is misspelt or has no city."""
    names = {}
    for lang, node in zones.items():
        for part in zone.split("/"):
            node = node.get(part, {})
        if "exemplarCity" in node:
            names[lang] = clean(node["exemplarCity"])
    if not names:
        raise Problem("no city of the zone %s" % zone)
    return names


def add_capital(row, zones, entities, codes):
    """Checks the whole row before it changes an entity, so that one bad row causes no second."""
    of, identifier, zone, en, zh, hant = row
    if identifier in entities:
        raise Problem("the ID %s is taken" % identifier)
    for code in of.split(","):
        if code not in codes:
            raise Problem("no territory %s" % code)
    capital = Entity(identifier)
    names = {} if zone == "-" else exemplar_city(zones, zone)
    for lang, name in (("en", en), ("zh", zh), ("zh-Hant", hant)):
        if name != "-":
            old = names.get(lang)
            if old and key(old) != key(name) and lang != "en":
                capital.alias(old, lang, "other")
            names[lang] = name
    capital.names = {lang: names[lang] for lang in LANGUAGES if lang in names}
    for code in of.split(","):
        relate(capital, entities[codes[code]])
    entities[identifier] = capital


def relate(capital, territory):
    """A capital called as its territory would make every mention of the territory ambiguous."""
    for lang, name in list(capital.names.items()):
        if key(territory.names.get(lang, "")) == key(name):
            del capital.names[lang]
    capital.related.append(territory.id)
    territory.related.append(capital.id)
    capital.region = capital.region or territory.region


def terms_of(text, macros):
    """Each term once, though several lists may have it."""
    terms = []
    for term in text.split("|"):
        term = term.strip()
        if term.startswith("@"):
            if term not in macros:
                raise Problem("no list %s" % term)
            terms += macros[term]
        elif term:
            terms.append(term)
    return list(dict.fromkeys(terms))


def name_rules(text, macros):
    """Rules of a name as fields of an alias; none for "-", which says that none are needed."""
    rules = {}
    if text == "-":
        return rules
    for part in text.split(";"):
        word, _, value = part.strip().partition("=")
        if word in ("weak", "case") and not value:
            rules[word] = True if word == "weak" else "sensitive"
        elif word in ("require", "forbid") and value:
            rules[word] = terms_of(value, macros)
        elif word == "window" and value.isdigit():
            rules["window"] = int(value)
        elif word == "prior" and re.fullmatch(r"0\.\d+", value):
            rules["prior"] = float(value)
        else:
            raise Problem("not a rule: %r" % part)
    return rules


def set_entity_rules(entity, text):
    """Unlike those of a name, these say what supports the entity and how likely it is."""
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


def edit_all(row, entities, codes, macros):
    """A list must stand above the rows that use it, as rows are taken in order."""
    target, text, _, kind, _ = row
    if target.startswith("@"):
        macros[target] = [term.strip() for term in text.split("|")]
        return
    if kind in ("guard", "drop") and target == "*":
        chosen = [entity for entity in entities.values() if entity.has(text)]
    else:
        chosen = [entities.get(codes.get(target, target))]
    if not chosen or None in chosen:
        raise Problem("no entity %r" % target)
    for entity in chosen:
        edit(entity, row, macros)


def edit(entity, row, macros):
    """What a kind does is said at the head of editors.tsv."""
    _, text, lang, kind, rules = row
    lang = None if lang == "-" else lang
    if kind == "entity":
        set_entity_rules(entity, rules)
        return
    if kind == "drop":
        entity.drop(text, lang)
        return
    parsed = name_rules(rules, macros)
    if kind == "guard":
        if not entity.has(text):
            raise Problem("%s has no name %r" % (entity.id, text))
        entity.rule(text, parsed)
    elif kind == "name":
        entity.rename(text, lang)
    elif kind in KINDS:
        if text in entity.edited:
            raise Problem("%s has the alias %r already" % (entity.id, text))
        entity.edited.add(text)
        entity.alias(text, lang, kind)
        if parsed:
            entity.rule(text, parsed)
    else:
        raise Problem("no kind %r" % kind)


def write_source(path, records, never):
    """One entity a line, so that a diff shows the entities that changed."""
    header = {
        "name": "territories",
        "version": VERSION,
        "license": "Unicode-3.0",
        "topics": ["geography"],
    }
    if never:
        header["never"] = never
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for record in [{"dictionary": header}, *records]:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    """Capitals come before the editors, who may change them; a bad table ends the run there."""
    parser = argparse.ArgumentParser(description="Make the dictionary of territories.")
    for name in ("localenames", "core", "dates", "directory"):
        parser.add_argument(name)
    args = parser.parse_args()

    directory = pathlib.Path(args.directory)
    paths = [args.localenames, args.core, args.dates]
    localenames, core, dates = [load(path, *package) for path, package in zip(paths, PACKAGES)]
    SIMPLIFIED.update(load_simplified(directory / ".." / "han" / "simplified.tsv"))

    entities, codes = make_territories(localenames, core)
    territories = len(entities)
    macros = {}
    each_row(directory / "capitals.tsv", CAPITALS, add_capital, load_zones(dates), entities, codes)
    each_row(directory / "editors.tsv", EDITORS, edit_all, entities, codes, macros)

    records = [entities[identifier].record() for identifier in sorted(entities)]
    out = directory / "territories.jsonl"
    write_source(out, records, macros.get("@never"))
    (directory / "LICENSE").write_bytes(localenames["LICENSE"])
    count = sum(len(record["name"]) + len(record.get("aliases", ())) for record in records)
    print(
        "%d territories, %d capitals, %d languages, %d names and aliases, %d bytes"
        % (territories, len(entities) - territories, len(LANGUAGES), count, out.stat().st_size)
    )


if __name__ == "__main__":
    main()
