"""Tables as Markdown, and their place in a page."""
import os

BEGIN, END = "<!-- bench:begin -->\n", "<!-- bench:end -->\n"


def table(head, rows):
    """`rows` are lists of cells, as many as `head` has; the first column stands at the left, the others at the right"""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1)] + rows
    for cells in lines:
        if len(cells) != len(head):
            raise ValueError("%d cells below %d" % (len(cells), len(head)))
        if any("|" in cell or "\n" in cell for cell in cells):
            raise ValueError("a cell would break the table: %r" % cells)
    return "".join("| %s |\n" % " | ".join(cells) for cells in lines)


def replace(text, between):
    """The text with `between` between its markers.  ValueError: they are not both there, once, in this order."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError("needs one line %s and behind it one line %s" % (BEGIN.strip(), END.strip()))
    return text[: text.index(BEGIN) + len(BEGIN)] + "\n" + between.strip("\n") + "\n\n" + text[text.index(END) :]


def write(path, between):
    """whole or not at all"""
    with open(path, encoding="utf-8") as page:
        changed = replace(page.read(), between)
    with open(path + ".part", "w", encoding="utf-8") as page:
        page.write(changed)
    os.replace(path + ".part", path)
