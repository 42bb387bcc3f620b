#!/usr/bin/env python3
"""Writes lexicon_table.inc, what typed pinyin may stand for. Run by hand, in this folder:

    python3 lexicon_generate.py

From pinyin_simp.dict.yaml (the Debian package rime-data-pinyin-simp; Apache License 2.0, see
lexicon_table.licence): characters and words with their readings and how often they are used. What
it lacks is read as Unihan says (the Debian package unicode-data). From forms/codes: the regions of
China, the townships and communities of Changde. From lexicon_order.tsv: what comes first in names
and addresses; from pinyin_readings.tsv: readings in names.
"""

import collections
import math
import pathlib
import sys

from pinyin_generate import read_unihan, toneless

HERE = pathlib.Path(__file__).resolve().parent
CODES = HERE.parent.parent / "forms" / "codes"
DICTIONARY = pathlib.Path("/usr/share/rime-data/pinyin_simp.dict.yaml")
CHARACTER_LEAST, WORD_LEAST, SYLLABLE_LEAST = 10, 400, 10
PLACE_WEIGHT, NEAR_WEIGHT, COMPOUND_WEIGHT = "E", "R", "T"
LISTS = ("surname", "given", "place", "character", "word")
SUFFIXES = ("自治州", "自治县", "自治区", "特别行政区", "省", "市", "县", "区", "镇", "乡", "街道")


def letter(frequency):
    """A weight from A, hardly ever, to Z: the logarithm of how often it is used."""
    return chr(ord("A") + min(25, round(1.45 * math.log2(frequency + 1))))


def tidy(reading):
    return {"lue": "lve", "nue": "nve"}.get(reading, reading)


def read_dictionary():
    characters, words = collections.defaultdict(dict), {}
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) != 3 or line.startswith("#"):
            continue
        hanzi, reading, frequency = parts[0], parts[1], int(parts[2])
        if len(hanzi) == 1:
            characters[hanzi][tidy(reading)] = frequency
        else:
            words[hanzi] = (tuple(map(tidy, reading.split(" "))), frequency)
    return characters, words


def read_rows(name):
    rows = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rows.append(line.split("\t"))
    return rows


def read_places():
    """Names of places with their weights: without the region they lie in, whole and without what
    kind of place they are; those of Hunan with their region too. Regions of Changde come first."""
    names, regions = {}, {}
    for table in ("regions", "townships", "communities"):
        for line in (CODES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            code, name = (line.split("\t") + [""])[:2]
            if line.startswith("#") or not all(0x4E00 <= ord(hanzi) <= 0x9FFF for hanzi in name):
                continue
            found = [name]
            if table == "regions":
                regions[code] = name
                for region in (code[:4] + "00", code[:2] + "0000"):
                    name = name.removeprefix(regions.get(region, "")) or name
                found = [name] if not code.startswith("43") else [found[0], name]
            suffix = next((s for s in SUFFIXES if name.endswith(s) and len(name) > len(s) + 1), "")
            found.append(name.removesuffix(suffix))
            near = table == "regions" and code.startswith(("4307", "430000"))
            for name in found:
                if "市辖区" not in name and len(name) > 1:
                    weight = NEAR_WEIGHT if near else PLACE_WEIGHT
                    names[name] = max(weight, names.get(name, weight))
    return names


def read_place(name, words, usual):
    """A place's reading: the longest words in it as they are read, else each hanzi as usual."""
    reading = []
    while name:
        length = next((n for n in range(min(len(name), 4), 1, -1) if name[:n] in words), 1)
        if length > 1:
            reading += words[name[:length]][0]
        elif name[0] in usual:
            reading.append(usual[name[0]])
        else:
            return None
        name = name[length:]
    return tuple(reading)


def main():
    characters, words = read_dictionary()
    corrections = collections.defaultdict(dict)
    for kind, hanzi, reading in read_rows("pinyin_readings.tsv"):
        corrections[kind][hanzi] = reading
    for hanzi, reading in corrections["word"].items():
        words.setdefault(hanzi, (tuple(reading.split(" ")), 0))
    usual = {
        chr(code): toneless(value.split(" ")[0])
        for code, value in read_unihan()[0]["kMandarin"].items()
    }
    usual |= {hanzi: max(found, key=found.get) for hanzi, found in characters.items()}
    usual.update(corrections["text"])

    # syllable: list: [(weight, hanzi, rest of the reading)]
    table = collections.defaultdict(lambda: collections.defaultdict(list))
    common = collections.Counter()
    for found in characters.values():
        for reading, frequency in found.items():
            common[reading] = max(common[reading], frequency)
    syllables = {s for s, most in common.items() if most >= SYLLABLE_LEAST and set(s) & set("aeiouv")}

    for hanzi, found in characters.items():
        for reading, frequency in found.items():
            if frequency >= CHARACTER_LEAST and reading in syllables:
                table[reading]["character"].append((letter(frequency), hanzi, ""))
    places = read_places()
    taken = set()
    for hanzi, (reading, frequency) in words.items():
        if frequency >= WORD_LEAST or (hanzi in places and frequency > 0):
            weight = max(letter(frequency), places.get(hanzi, "A"))
            table[reading[0]]["word"].append((weight, hanzi, " ".join(reading[1:])))
            taken.add(hanzi)
    for hanzi in sorted(set(places) - taken):
        reading = read_place(hanzi, words, usual)
        if reading and set(reading) <= syllables:
            table[reading[0]]["word"].append((places[hanzi], hanzi, " ".join(reading[1:])))

    order = collections.defaultdict(str)
    for kind, hanzi in read_rows("lexicon_order.tsv"):
        order[kind] += hanzi
    for kind, hanzi in order.items():
        hanzi = "".join(dict.fromkeys(hanzi))
        for place, one in enumerate(hanzi):
            reading = corrections[kind].get(one) or usual.get(one)
            if reading not in syllables:
                sys.exit(f"lexicon_order.tsv: {one} has no reading")
            weight = chr(ord("Z") - place * 26 // len(hanzi))
            table[reading][kind].append((weight, one, ""))
    for hanzi, reading in corrections["compound"].items():
        first, _, rest = reading.partition(" ")
        if len(hanzi) == 2 and {first, rest} <= syllables:
            table[first]["surname"].append((COMPOUND_WEIGHT, hanzi, rest))

    syllables = sorted(syllables)
    blob, starts, counts = b"", [], collections.Counter()
    rows = []
    for syllable in syllables:
        for kind in LISTS:
            starts.append(len(blob))
            entries = sorted(table[syllable][kind], key=lambda e: (-ord(e[0]), e[1], e[2]))
            counts[kind] += len(entries)
            text = "".join("".join(entry) for entry in entries)
            blob += text.encode()
            rows += [f'    "{part}"' for part in pieces(entries)]
    starts.append(len(blob))
    out = [
        "/* Written by lexicon_generate.py from pinyin_simp.dict.yaml (rime-pinyin-simp; Apache"
        " License\n * 2.0, see lexicon_table.licence), forms/codes, lexicon_order.tsv and"
        " pinyin_readings.tsv. */\n",
        f"enum {{ SYLLABLE_COUNT = {len(syllables)} }};\n",
        "static const char syllables[SYLLABLE_COUNT][7] = {",
        wrapped([f'"{syllable}"' for syllable in syllables]) + "\n};\n",
        "/* Where in lexicon[] the lists of each syllable start; the last is where all end. */",
        "static const uint32_t starts[SYLLABLE_COUNT * LEXICON_LISTS + 1] = {",
        wrapped(map(str, starts)) + "\n};\n",
        "/* Entries one after another: a weight from A to Z, hanzi, the syllables after the first. */",
        "static const char lexicon[] =",
        "\n".join(rows) + ";\n",
    ]
    (HERE / "lexicon_table.inc").write_text("\n".join(out).rstrip("\n") + "\n", encoding="utf-8")
    print(len(syllables), "syllables,", dict(counts), len(blob), "bytes")


def pieces(entries, most=90):
    line = ""
    for entry in entries:
        text = "".join(entry)
        if line and len(line.encode()) + len(text.encode()) > most:
            yield line
            line = ""
        line += text
    if line:
        yield line


def wrapped(values, indent="    "):
    lines, line = [], indent
    for value in values:
        word = f"{value},"
        if len(line) + len(word) > 100:
            lines.append(line)
            line = indent
        line += word
    return "\n".join(lines + [line])


if __name__ == "__main__":
    main()
