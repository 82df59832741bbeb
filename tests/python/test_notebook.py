"""examples/quickstart.ipynb runs, and what is stored in it is what comes out."""
import os
import shutil
import sys

import pytest

from conftest import ROOT

sys.path.insert(0, os.path.join(ROOT, "scripts"))


def told(notebook):
    """Text of each output; of tables and pictures, which look otherwise with other versions of packages, their kinds."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            kinds = sorted(set(data) - {"text/plain"})
            found.append((output.output_type, kinds or output.get("text", "") or data.get("text/plain", "")))
    return found


def test_quickstart(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    for name in ("nbclient", "ipykernel", "pandas", "matplotlib"):
        pytest.importorskip(name)
    if sys.executable != "/usr/bin/python3" or not shutil.which("jupyter-kernelspec") and not os.path.isdir(
            "/usr/share/jupyter/kernels/python3"):
        pytest.skip("the kernel python3 is not this Python's")
    import notebook
    stored = nbformat.read(notebook.NOTEBOOK, 4)
    fresh = notebook.run(str(tmp_path))
    assert told(fresh) == told(stored)
    assert sum("image/png" in kinds for _, kinds in told(stored)) == 3
    assert os.path.getsize(notebook.NOTEBOOK) <= 300_000 and 8 <= len(stored.cells) <= 20
