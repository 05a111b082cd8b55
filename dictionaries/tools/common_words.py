#!/usr/bin/env python3
"""Make the list of common English words, with levels, from SCOWL.

Usage:
    common_words.py PACKAGE OUTPUT_DIR

Reads:
    PACKAGE     the Debian package scowl 2020.12.07-2
                (file scowl_2020.12.07-2_all.deb), SHA-256
                de692546df9b169f2cbdf4d8d88111a374733a9c382b820a6f943914ca705718
                From it: the lists english-words, american-words and
                british-words of the levels 10, 20 and 35, and the Debian
                copyright file.

Writes:
    OUTPUT_DIR/english-common.txt   <word> TAB <level>, sorted, no word twice;
                                    after it a section of technology words
    OUTPUT_DIR/LICENSE              the copyright file, as it is in the package

A word's level is the lowest of the lists that have it: 10 is very common, 20
and 35 less so.  Only words of lower-case ASCII letters are taken.  The
technology words are this project's own list (level 35); those that SCOWL has
up to level 35 are left out there.
"""

import argparse
import hashlib
import io
import os
import re
import sys
import tarfile

PACKAGE_NAME = "scowl_2020.12.07-2_all.deb"
PACKAGE_SHA256 = "de692546df9b169f2cbdf4d8d88111a374733a9c382b820a6f943914ca705718"
LISTS = "./usr/share/dict/scowl/"
COPYRIGHT = "./usr/share/doc/scowl/copyright"
VARIETIES = ("english", "american", "british")
LEVELS = (10, 20, 35)

TECHNOLOGY = """
    analytics app apps backend biotech bitcoin blockchain blog blogger blogs
    bot bots browser browsers chatbot chatbots codebase crowdfunding crypto
    cryptocurrency cyber cybersecurity dashboard dataset datasets download
    downloads drone drones ebook ecommerce email emails emoji esports fintech
    frontend hashtag homepage hotspot influencer influencers internet laptop
    laptops livestream login malware metadata metaverse microchip modem nanotech
    offline online outsourcing phishing pixel plugin podcast podcasts
    ransomware selfie smartphone smartphones smartwatch spam startup startups
    streaming telecom timestamp touchscreen upload username vlog wearable
    wearables webcam webinar webpage website websites widget wifi workflow
""".split()


def data_archive(deb):
    """The data.tar member of a Debian package (an ar archive)."""
    if not deb.startswith(b"!<arch>\n"):
        sys.exit("not a Debian package")
    at = 8
    while at + 60 <= len(deb):
        name = deb[at:at + 16].decode("ascii").strip().rstrip("/")
        size = int(deb[at + 48:at + 58])
        at += 60
        if name.startswith("data.tar"):
            return tarfile.open(fileobj=io.BytesIO(deb[at:at + size]), mode="r:*")
        at += size + size % 2
    sys.exit("no data.tar in the package")


def main():
    parser = argparse.ArgumentParser(description="Make the list of common English words.")
    parser.add_argument("package")
    parser.add_argument("output_dir")
    args = parser.parse_args()

    with open(args.package, "rb") as file:
        deb = file.read()
    digest = hashlib.sha256(deb).hexdigest()
    if digest != PACKAGE_SHA256:
        sys.exit("the package is not %s: SHA-256 %s" % (PACKAGE_NAME, digest))

    plain = re.compile(r"[a-z]+")
    level_of = {}
    with data_archive(deb) as archive:
        for level in LEVELS:
            for variety in VARIETIES:
                name = "%s%s-words.%d" % (LISTS, variety, level)
                text = archive.extractfile(name).read().decode("utf-8")
                for word in text.split():
                    if plain.fullmatch(word):
                        level_of.setdefault(word, level)
        licence = archive.extractfile(COPYRIGHT).read()
    technology = sorted(set(TECHNOLOGY) - set(level_of))

    counts = {n: sum(v == n for v in level_of.values()) for n in LEVELS}
    header = [
        "Common English words: <word> TAB <level> (10 very common, 20, 35 common).",
        "Source: SCOWL, english-, american- and british-words of the levels 10, 20, 35;",
        "  only words of lower-case ASCII letters; the lowest level of a word.",
        "Package: Debian scowl 2020.12.07-2, %s" % PACKAGE_NAME,
        "SHA-256: %s" % digest,
        "Licence: see LICENSE beside this file.",
        "Made by: dictionaries/tools/common_words.py",
        "Words: " + ", ".join("level %d: %d" % (n, counts[n]) for n in LEVELS)
        + "; technology words of our own: %d" % len(technology),
    ]
    os.makedirs(args.output_dir, exist_ok=True)
    path = os.path.join(args.output_dir, "english-common.txt")
    with open(path, "w", encoding="ascii", newline="\n") as file:
        for line in header:
            file.write("# %s\n" % line)
        # One sorted list, since the program looks words up in it by bisection.
        level_of.update((word, 35) for word in technology)
        for word in sorted(level_of):
            file.write("%s\t%d\n" % (word, level_of[word]))
    with open(os.path.join(args.output_dir, "LICENSE"), "wb") as file:
        file.write(licence)
    print(header[-1])


if __name__ == "__main__":
    main()
