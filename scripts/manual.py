#!/usr/bin/env python3
"""Makes a manual page of Markdown: manual.py NAME SECTION VERSION DATE < DOCUMENT > PAGE.

Knows what the documents of this repository use: headings, paragraphs, lists, tables, examples, bold,
code and links. A table becomes a list: its first column names, the others explain. With --yaml the
document is a configuration file, whose comments explain the keys below them.
"""

import argparse
import re
import sys
import textwrap

# Words in a row of a table that stand in a sentence by themselves.
EMPTY = ("", "–", "-")
PAGES = ("tactus(1)", "tactus-heartbeat(1)", "tactus.yaml(5)", "tactus-features(7)", "tactus-privacy(7)")


def escape(text):
    """Text that roff takes as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    return "\\&" + text if text.startswith(".") else text


def inline(text):
    """A paragraph's text with its bold, code and links."""
    text = re.sub(r"\[([^]]*)\]\((https?:[^)]*)\)", r"\1 <\2>", text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    pieces = re.split(r"(`[^`]*`|\*\*.*?\*\*)", text)

    def piece(part):
        if part.startswith("`") and len(part) > 1:
            return "\\fB" + escape(part[1:-1]) + "\\fR"
        if part.startswith("**") and len(part) > 4:
            return "\\fB" + inline(part[2:-2]).removeprefix("\\&") + "\\fR"
        return escape(part)

    line = "".join(piece(part) for part in pieces if part)
    return "\\&" + line if line.startswith(".") else line


def filled(text):
    """A paragraph as lines of roff, each a comfortable length."""
    lines = textwrap.wrap(inline(text), 78, break_long_words=False, break_on_hyphens=False)
    # What begins with a dot would be a request.
    return ["\\&" + line if line.startswith(".") else line for line in lines]


def cells(line):
    """The cells of a table's row; a bar in one is written \\|."""
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|") if not line.endswith("\\|")
                     else line.strip()[1:])
    return [part.strip().replace("\\|", "|") for part in parts]


class Page:
    """Lines of roff, made block by block."""

    def __init__(self, name, section, version, date):
        self.lines = [f'.TH "{name.upper()}" "{section}" "{date}" "Tactus {version}" "Tactus"']
        self.title = name
        # Whether a paragraph's own macro would only repeat a heading's.
        self.is_fresh = False

    def heading(self, text, level):
        if level == 1:
            self.lines += [".SH NAME", f"{escape(self.title)} \\- {escape(summary(text))}"]
            self.lines.append(".SH DESCRIPTION")
            self.is_fresh = True
            return
        if self.is_fresh and self.lines[-1] == ".SH DESCRIPTION":
            self.lines.pop()
        quoted = inline(text.upper() if level == 2 else text).replace('"', "\\(dq")
        self.lines.append(f'{".SH" if level == 2 else ".SS"} "{quoted}"')
        self.is_fresh = True

    def paragraph(self, text):
        if not self.is_fresh:
            self.lines.append(".PP")
        self.lines += filled(text)
        self.is_fresh = False

    def item(self, mark, text):
        self.lines += [f".IP {mark} 4", *filled(text)]
        self.is_fresh = False

    def example(self, lines):
        indent = min(len(line) - len(line.lstrip()) for line in lines if line)
        # Not in a section's beginning, where a paragraph's distance is given already.
        self.lines += ([] if self.is_fresh else [".PP"]) + [".RS 4", ".nf"]
        self.lines += [escape(line[indent:]) for line in lines] + [".fi", ".RE"]
        self.is_fresh = False

    def table(self, rows):
        titles, *rows = rows
        for name, *rest in rows:
            # A single column explains; of several each says what it is.
            texts = [text if index == 0 and len(rest) <= 2 or title in ("meaning", "citation")
                     else f"{title}: {text}"
                     for index, (title, text) in enumerate(zip(titles[1:], rest))
                     if text not in EMPTY]
            self.lines += [".TP", inline(name) or "\\&"]
            for number, text in enumerate(texts):
                self.lines += ([".br"] if number else []) + filled(text)
            if not texts:
                self.lines.append("\\&")
        self.is_fresh = False

    def others(self, own):
        """The pages beside this one."""
        pages = [page.split("(") for page in PAGES if page != own]
        commas = [","] * (len(pages) - 1) + [""]
        self.lines.append(".SH SEE ALSO")
        self.lines += [f".BR {escape(name)} ({section}{comma}" for (name, section), comma in zip(pages, commas)]

    def text(self):
        return "\n".join(self.lines) + "\n"


def summary(title):
    """What a title says after the dash; else all of it, in a sentence's case."""
    text = title.split(" – ", 1)[-1].replace("`", "")
    return text[0].lower() + text[1:]


def blocks(text):
    """The document's blocks: lines that belong together, without comments."""
    text = re.sub(r"<!--.*?-->\n*", "", text, flags=re.DOTALL)
    block = []
    for line in text.split("\n"):
        kind = kind_of(line)
        if not line.strip() and block and kind_of(block[0]) == "example":
            block.append("")
        elif not line.strip() or block and (
                kind != kind_of(block[0]) or kind in ("item", "heading")) and not (
                kind == "text" and kind_of(block[0]) == "item"):
            if any(block):
                yield block
            block = [line] if line.strip() else []
        else:
            block.append(line)
    if any(block):
        yield block


def kind_of(line):
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    if re.match(r"(- |\d+\. )", line):
        return "item"
    return "example" if line.startswith("  ") else "text"


def write(page, text):
    for block in blocks(text):
        match kind_of(block[0]):
            case "heading":
                marks, title = block[0].split(" ", 1)
                page.heading(title, len(marks))
            case "table":
                page.table([cells(line) for line in block if not re.match(r"\|[ -|]*-[ -|]*\|$", line)
                            or re.search(r"\w", line)])
            case "item":
                mark, text = " ".join(block).split(" ", 1)
                page.item("\\(bu" if mark == "-" else mark, text)
            case "example":
                while not block[-1].strip():
                    block.pop()
                page.example(block)
            case _:
                page.paragraph(" ".join(line.strip() for line in block))


def from_yaml(text):
    """The document that a configuration file's comments are."""
    head, *rest = re.split(r"^( *# --- .* ---)$", text, flags=re.MULTILINE)
    first, *others = [strip_comment(line) for line in head.strip().split("\n")]
    document = [f"# {first.split(':')[0].rstrip('.')}", ""] + others
    comment, keys = [], []
    section = ""

    def flush():
        nonlocal comment, keys
        if keys:
            names = ", ".join(f"`{key}`" for key in keys)
            document.append(f"| {names} | " + " ".join(comment).strip().replace("|", "\\|") + " |")
            comment, keys = [], []

    for line in "\n".join(rest).split("\n"):
        stripped = line.strip()
        if match := re.match(r"# --- (.*) ---", stripped):
            flush()
            document += ["", f"## {match[1]}", "", "| key | meaning |", "| --- | --- |"]
            section = ""
        elif stripped.startswith("#"):
            if keys:
                flush()
            comment.append(strip_comment(stripped))
        elif match := re.match(r"( *)([a-z_]+):(.*)", line):
            section = section if match[1] else ""
            keys.append(f"{section}{match[2]}:{match[3]}")
            if not match[3].strip():
                flush()
                section = match[2] + "."
        elif not stripped:
            flush()
    flush()
    return "\n".join(document) + "\n"


def strip_comment(line):
    return line.lstrip().removeprefix("#").removeprefix(" ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("name")
    parser.add_argument("section")
    parser.add_argument("version")
    parser.add_argument("date", help="of the release, YYYY-MM-DD")
    parser.add_argument("--yaml", action="store_true", help="the document is a configuration file")
    arguments = parser.parse_args()
    text = sys.stdin.read()
    page = Page(arguments.name, arguments.section, arguments.version, arguments.date)
    write(page, from_yaml(text) if arguments.yaml else text)
    page.others(f"{arguments.name}({arguments.section})")
    sys.stdout.write(page.text())


if __name__ == "__main__":
    main()
