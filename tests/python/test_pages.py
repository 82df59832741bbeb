"""Reports, folders in a browser, live runs in a browser."""
import threading
import urllib.request

import pytest

import facsimile
from conftest import CLIP


@pytest.fixture(scope="module")
def result(models):
    return facsimile.extract(CLIP, models=models, max_frames=40)


def supported(call):
    try:
        return call()
    except facsimile.UnsupportedError as error:
        pytest.skip(str(error))


def test_report(result, tmp_path):
    result.to_csv(tmp_path / "a.csv")
    file = supported(lambda: facsimile.report(tmp_path / "a.csv", tmp_path / "file.html", video="none", pictures=False))
    seen = []
    ours = facsimile.report(result, tmp_path / "ours.html", video="none", title="Heads", callback=lambda *at: seen.append(at))
    assert (file.results, file.persons, file.frames, file.valid) == (ours.results, ours.persons, ours.frames, ours.valid) == (1, 1, 40, 40)
    assert file.events == ours.events and ours.bytes == (tmp_path / "ours.html").stat().st_size
    page = (tmp_path / "ours.html").read_text()
    assert "Heads" in page and "heads.csv" in page and "data:image/" in page  # its pictures come from the source
    assert "data:image/jpeg" not in (tmp_path / "file.html").read_text()
    visits = facsimile.report([result, tmp_path / "a.csv"], tmp_path / "two.html", video="none", pictures=False)
    assert visits.results == 2 and visits.frames == 80


def test_report_of_a_video(tmp_path):
    made = supported(lambda: facsimile.report(CLIP, tmp_path / "a.html", video="link", pipeline="open", max_frames=6,
                                              tables=tmp_path / "tables"))
    assert made.frames == 6 and made.linked == 1 and (tmp_path / "tables" / "heads.csv").exists()


def test_report_errors(result, tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.csv"):
        facsimile.report(tmp_path / "nothing.csv", tmp_path / "a.html")
    with pytest.raises(ValueError, match="'small'"):
        facsimile.report(result, tmp_path / "a.html", video="small")
    with pytest.raises(TypeError, match="colour"):
        facsimile.report(result, tmp_path / "a.html", colour=1)
    assert not (tmp_path / "a.html").exists()


def fetch(address):
    with urllib.request.urlopen(address, timeout=30) as page:
        return page.read().decode()


def test_view(result, tmp_path):
    result.to_csv(tmp_path / "anna.csv")
    told, came, over = [], [], threading.Event()

    def look(address):
        told.append(address)

        def get():
            try:
                came.append(fetch(address))
            finally:
                over.set()
        threading.Thread(target=get).start()

    supported(lambda: facsimile.view(tmp_path, page=look, progress=over.is_set))
    assert len(told) == 1 and told[0].startswith("http://127.0.0.1:") and "<html" in came[0].lower()

    def fail(_address):
        raise KeyError("mine")
    with pytest.raises(KeyError, match="mine"):
        facsimile.view(tmp_path, page=fail)
    with pytest.raises(FileNotFoundError):
        facsimile.view(tmp_path / "nothing")


def test_live_in_a_browser(models):
    def run():
        with facsimile.live(CLIP, models=models, http="0") as running:
            next(running)
            assert running.page.startswith("http://") and "<html" in fetch(running.page).lower()
    supported(run)
