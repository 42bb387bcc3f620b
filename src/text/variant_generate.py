#!/usr/bin/env python3
"""Writes variant_table.inc from Unihan. Run by hand, in this folder:

    python3 variant_generate.py [FOLDER]

Unihan is the Debian package unicode-data (Unicode licence); FOLDER is where its files are, as a
rule /usr/share/unicode. A hanzi is given the first simplified form of kSimplifiedVariant, unless it
is among its own (the name character 乾 is both), followed to its end. kZVariant, one character
encoded twice, leads to the one that has a simplified or a traditional form, or else comes first.
"""

import bz2
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def read_unihan(folder):
    fields = {"kSimplifiedVariant": {}, "kTraditionalVariant": {}, "kZVariant": {}}
    version = ""
    with bz2.open(folder / "Unihan_Variants.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# Unicode version"):
                version = line.split()[-1]
            if not line.startswith("U+"):
                continue
            code, field, value = line.rstrip("\n").split("\t")
            if field in fields:
                forms = [int(form.split("<")[0][2:], 16) for form in value.split()]
                fields[field][int(code[2:], 16)] = forms
    return fields, version


def simplified_forms(fields):
    forms = {}
    for code, variants in fields["kSimplifiedVariant"].items():
        if code not in variants:
            forms[code] = variants[0]
    for code, variants in fields["kZVariant"].items():
        other = variants[0]
        if code in forms or code in fields["kTraditionalVariant"]:
            continue
        if other in fields["kTraditionalVariant"] or other in forms or other < code:
            forms[code] = other
    ends = {}
    for code in forms:
        met = [code]
        while met[-1] in forms and forms[met[-1]] not in met:
            met.append(forms[met[-1]])
        if met[-1] != code:
            ends[code] = met[-1]
    return ends


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")
    fields, version = read_unihan(folder)
    forms = simplified_forms(fields)
    words = [f"{{{code:#x},{form:#x}}}," for code, form in sorted(forms.items())]
    lines, line = [], "    "
    for word in words:
        if len(line) + len(word) > 100:
            lines.append(line)
            line = "    "
        line += word
    out = [
        f"/* Written by variant_generate.py from Unihan {version}. */\n",
        "/* A hanzi and its simplified form, sorted by code point. */",
        "static const uint32_t simplified[][2] = {",
        "\n".join(lines + [line]) + "\n};",
    ]
    (HERE / "variant_table.inc").write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{len(forms)} hanzi")


if __name__ == "__main__":
    main()
