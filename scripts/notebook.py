#!/usr/bin/env python3
"""Run examples/quickstart.ipynb and store what comes out in it: notebook.py.  Needs nbclient, ipykernel and what the
package needs (PYTHONPATH, FACSIMILE_LIBRARY).  Its test runs it, too (tests/python/test_notebook.py)."""
import base64
import io
import os
import shutil
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NOTEBOOK = os.path.join(ROOT, "examples", "quickstart.ipynb")


def run(place):
    """The notebook with its outputs, run in a folder that gets the clip."""
    import nbformat
    from nbclient import NotebookClient
    shutil.copytree(os.path.join(ROOT, "examples", "clip"), os.path.join(place, "clip"))
    with open(os.path.join(place, "matplotlibrc"), "w", encoding="utf-8") as settings:
        settings.write("figure.dpi: 80\n")
    os.environ["MATPLOTLIBRC"] = place
    os.environ.pop("MPLBACKEND", None)
    notebook = nbformat.read(NOTEBOOK, 4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False,
                   resources={"metadata": {"path": place}}).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def small(text):
    """A picture with 128 colours: it is stored in the repository."""
    from PIL import Image
    made = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return base64.b64encode(made.getvalue()).decode()


def main():
    import nbformat
    with tempfile.TemporaryDirectory() as place:
        notebook = run(place)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = small(output.data["image/png"])
    nbformat.write(notebook, NOTEBOOK)
    print("%s: %d bytes" % (NOTEBOOK, os.path.getsize(NOTEBOOK)))


if __name__ == "__main__":
    sys.exit(main())
