#!/usr/bin/env python3
"""Counts letter triples for `scanner-core/src/value/trigrams.bin`.

usage: trigrams.py OUT FILE...

Reads texts (word lists, source trees' files), takes the runs of ASCII letters in them as words (camelCase split), each
distinct word once, and writes for each of 27^3 triples (a-z, and the edge of a word as 0) one byte: eight times the
negative base-2 logarithm of its probability given its first two letters, at most 127, add-one smoothed. The committed
table was made from SCOWL's American English word list (Debian package wamerican) and the words of several repositories.
"""
import collections, math, re, sys

SPLIT = re.compile(r'[A-Z]?[a-z]+|[A-Z]+(?![a-z])')


def code(letter):
    return ord(letter) - 96 if 'a' <= letter <= 'z' else 0


def main():
    out, files = sys.argv[1], sys.argv[2:]
    words = collections.Counter()
    for name in files:
        with open(name, encoding='utf-8', errors='replace') as text:
            for word in SPLIT.findall(text.read()):
                if 2 < len(word) < 20:
                    words[word.lower()] += 1
    triples, pairs = collections.Counter(), collections.Counter()
    for word, count in words.items():
        if count < 2 and len(files) > 1 and not name.endswith('words'):
            continue
        padded = ' ' + word + ' '
        for at in range(len(padded) - 2):
            a, b, c = map(code, padded[at:at + 3])
            triples[a, b, c] += 1
            pairs[a, b] += 1
    table = bytearray(27 ** 3)
    for a in range(27):
        for b in range(27):
            for c in range(27):
                p = (triples[a, b, c] + 0.02) / (pairs[a, b] + 0.02 * 27)
                table[(a * 27 + b) * 27 + c] = min(127, round(-8 * math.log2(p)))
    with open(out, 'wb') as f:
        f.write(table)
    print(len(words), 'words')


main()
