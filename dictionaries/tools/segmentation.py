#!/usr/bin/env python3
"""Make the Chinese segmentation dictionary from the one jieba-rs carries.

Usage:
    segmentation.py ARCHIVE OUTPUT_DIR [--words WORD ...]

Reads:
    ARCHIVE     the published archive of the crate jieba-rs 0.11.0
                (file jieba-rs-0.11.0.crate), SHA-256
                0a3a7d02ea31e6fc6f2fe10495dc7c5efcf381e1f21d7172f58ba792efa1c2fd
                From it: src/data/dict.txt, SHA-256
                139519822fe8ab9e10d9d07e68ea0451045380aedaf54ecc51e2a28c6b42a13f

Writes:
    OUTPUT_DIR/jieba.txt.gz     dict.txt unchanged (lines "word freq tag"),
                                gzip level 9, no name and no time inside
    --words prints the entries of the given words.

The bytes depend on the zlib in use; the text inside does not.
"""

import argparse
import gzip
import hashlib
import io
import os
import sys
import tarfile

ARCHIVE_NAME = "jieba-rs-0.11.0.crate"
ARCHIVE_SHA256 = "0a3a7d02ea31e6fc6f2fe10495dc7c5efcf381e1f21d7172f58ba792efa1c2fd"
MEMBER = "jieba-rs-0.11.0/src/data/dict.txt"
MEMBER_SHA256 = "139519822fe8ab9e10d9d07e68ea0451045380aedaf54ecc51e2a28c6b42a13f"


def verify(name, data, expected):
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        sys.exit("not the expected %s: SHA-256 %s" % (name, digest))


def main():
    parser = argparse.ArgumentParser(description="Make the segmentation dictionary.")
    parser.add_argument("archive")
    parser.add_argument("output_dir")
    parser.add_argument("--words", nargs="*", default=[])
    args = parser.parse_args()

    with open(args.archive, "rb") as file:
        crate = file.read()
    verify(ARCHIVE_NAME, crate, ARCHIVE_SHA256)
    with tarfile.open(fileobj=io.BytesIO(crate), mode="r:gz") as archive:
        text = archive.extractfile(MEMBER).read()
    verify(MEMBER, text, MEMBER_SHA256)

    entries = {}
    for line in text.decode("utf-8").splitlines():
        word, freq, tag = line.split()
        entries[word] = (int(freq), tag)

    os.makedirs(args.output_dir, exist_ok=True)
    path = os.path.join(args.output_dir, "jieba.txt.gz")
    with open(path, "wb") as raw:
        with gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as file:
            file.write(text)
    print("%d words, %d bytes, %d compressed" % (len(entries), len(text), os.path.getsize(path)))
    for word in args.words:
        print(word, *entries.get(word, ("not a word in it",)))


if __name__ == "__main__":
    main()
