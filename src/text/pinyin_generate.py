#!/usr/bin/env python3
"""Writes pinyin_table.inc from Unihan and pinyin_readings.tsv. Run by hand, in this folder:

    python3 pinyin_generate.py

Unihan is the Debian package unicode-data. The first reading of a hanzi is pinyin_readings.tsv's,
else the first of kMandarin (the zh-Hans one). The other reading is pinyin_readings.tsv's, else the
surname's where it differs, else the next by kHanyuPinlu (most used first), kMandarin, kXHC1983
(Xiandai Hanyu Cidian) and kTGHZ2013 (Tongyong Guifan Hanzi Zidian).
"""

import bz2
import collections
import pathlib
import sys
import unicodedata

UNICODE = pathlib.Path("/usr/share/unicode")
HERE = pathlib.Path(__file__).resolve().parent
BLOCK = 64
WORD_START, COMPOUND_START = 0x8000, 0x4000
KINDS = ("text", "given", "surname", "compound", "word", "other")


def toneless(reading):
    letters = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


def read_unihan():
    fields = collections.defaultdict(dict)
    version = ""
    with bz2.open(UNICODE / "Unihan_Readings.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# Unicode version"):
                version = line.split()[-1]
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t")
                fields[field][int(code[2:], 16)] = value
    return fields, version


def read_corrections():
    corrections = {kind: {} for kind in KINDS}
    path = HERE / "pinyin_readings.tsv"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        kind, hanzi, reading = line.split("\t")
        if kind not in corrections or len(hanzi) != len(reading.split(" ")):
            sys.exit(f"{path}:{number}: unknown kind, or not one syllable for each hanzi")
        if hanzi in corrections[kind]:
            sys.exit(f"{path}:{number}: {kind} {hanzi} is there twice")
        corrections[kind][hanzi] = reading
    return corrections


def dictionary_readings(fields, code):
    """Every reading the dictionaries give, the most used first."""
    found = []
    for field in ("kHanyuPinlu", "kMandarin", "kXHC1983", "kTGHZ2013"):
        for part in fields[field].get(code, "").split():
            for reading in part.split(":")[-1].split(","):
                found.append(toneless(reading.split("(")[0]))
    return found


def compatibility_forms():
    """Compatibility ideographs and radicals, each with the unified ideograph it stands for."""
    forms = {}
    for line in (UNICODE / "UnicodeData.txt").read_text().splitlines():
        parts = line.split(";")
        code = int(parts[0], 16)
        if 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
            if parts[5]:
                forms[code] = int(parts[5].split()[-1], 16)
    for line in (UNICODE / "EquivalentUnifiedIdeograph.txt").read_text().splitlines():
        data = line.split("#")[0].strip()
        if data:
            codes, unified = (part.strip() for part in data.split(";"))
            first, _, last = codes.partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                if 0x2E80 <= code <= 0x2FDF:
                    forms[code] = int(unified, 16)
    return forms


def build_sets(fields, corrections):
    """For each code point the readings (text, given, surname, other); other may be ""."""
    sets = {}
    singles = set("".join(h for kind in ("text", "surname", "given") for h in corrections[kind]))
    for code in sorted(set(fields["kMandarin"]) | {ord(hanzi) for hanzi in singles}):
        hanzi = chr(code)
        usual = fields["kMandarin"].get(code, "").split(" ")[0]
        text = corrections["text"].get(hanzi) or toneless(usual)
        given = corrections["given"].get(hanzi, text)
        surname = corrections["surname"].get(hanzi, text)
        candidates = [corrections["other"].get(hanzi, ""), surname, given]
        candidates += dictionary_readings(fields, code)
        other = next((reading for reading in candidates if reading and reading != text), "")
        sets[code] = (text, given, surname, other)
    for code, unified in compatibility_forms().items():
        if unified in sets:
            sets.setdefault(code, sets[unified])
    return sets


def numbers(values, indent="    "):
    lines, line = [], indent
    for value in values:
        word = f"{value},"
        if len(line) + len(word) > 100:
            lines.append(line)
            line = indent
        line += word
    return "\n".join(lines + [line])


def phrases(name, table):
    rows = [f'    {{"{hanzi}", "{table[hanzi]}"}},' for hanzi in sorted(table)]
    return f"static const struct phrase {name}[] = {{\n" + "\n".join(rows) + "\n};\n"


def main():
    fields, version = read_unihan()
    corrections = read_corrections()
    sets = build_sets(fields, corrections)

    syllables = sorted({reading for readings in sets.values() for reading in readings})
    place = {syllable: number for number, syllable in enumerate(syllables)}
    counted = collections.Counter(sets.values())
    ranked = sorted(counted, key=lambda readings: (-counted[readings], readings))
    number_of = {readings: number + 1 for number, readings in enumerate(ranked)}
    assert len(ranked) < COMPOUND_START

    entries = {code: number_of[readings] for code, readings in sets.items()}
    for kind, flag in (("word", WORD_START), ("compound", COMPOUND_START)):
        for hanzi in corrections[kind]:
            entries[ord(hanzi[0])] |= flag

    blocks, index = {(0,) * BLOCK: 0}, []
    for start in range(0, max(entries) + 1, BLOCK):
        block = tuple(entries.get(code, 0) for code in range(start, start + BLOCK))
        index.append(blocks.setdefault(block, len(blocks)))
    flat = [entry for block in blocks for entry in block]

    rows = [", ".join(str(place[reading]) for reading in readings) for readings in ranked]
    out = [
        f"/* Written by pinyin_generate.py from Unihan {version} and pinyin_readings.tsv. */\n",
        f"enum {{\n    BLOCK_SIZE = {BLOCK},\n    BLOCK_COUNT = {len(index)},\n"
        f"    ENTRY_WORD = {WORD_START:#x},\n    ENTRY_COMPOUND = {COMPOUND_START:#x},\n"
        f"    ENTRY_SET = {COMPOUND_START - 1:#x},\n}};\n",
        "/* Toneless syllables; the first is that of no reading. */",
        f"static const char syllables[][{max(map(len, syllables)) + 1}] = {{",
        "\n".join(syllable_lines(syllables)) + "\n};\n",
        "/* The readings a hanzi can have: in words, in given names, as a surname, and another. */",
        "static const struct readings reading_sets[] = {\n    {0, 0, 0, 0},",
        "\n".join(f"    {{{row}}}," for row in rows) + "\n};\n",
        "/* Code point / BLOCK_SIZE to a block of entries. */",
        "static const uint16_t block_of[BLOCK_COUNT] = {",
        numbers(index) + "\n};\n",
        "/* A number in reading_sets, and whether a word or a compound surname starts so. */",
        "static const uint16_t entries[] = {",
        numbers(flat) + "\n};\n",
        "/* Sorted by code point. */",
        phrases("compounds", corrections["compound"]),
        phrases("words", corrections["word"]),
    ]
    (HERE / "pinyin_table.inc").write_text("\n".join(out).rstrip("\n") + "\n", encoding="utf-8")
    size = 2 * (len(flat) + len(index)) + 8 * (len(ranked) + 1) + 7 * len(syllables)
    print(f"{len(sets)} hanzi, {len(ranked)} sets, {len(syllables)} syllables, {size} bytes")


def syllable_lines(syllables):
    lines, line = [], "   "
    for syllable in syllables:
        word = f' "{syllable}",'
        if len(line) + len(word) > 100:
            lines.append(line)
            line = "   "
        line += word
    return lines + [line]


if __name__ == "__main__":
    main()
