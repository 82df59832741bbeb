"""cases.py CASE: `facsimile models fetch` against publishers of every kind (publisher.py), in an empty folder.

Rule of all cases: a file that has its final name is right, to the byte."""
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tarfile
import time
import zipfile

from publisher import Publisher, contents, manifest, write_manifest
from terminal_session import session

FACSIMILE = os.environ["facsimile"]
ROOT = "cache/2.2.0/"
SIZE = 40000
FETCH = ["models", "fetch", "--manifest", "toy.json", "--cache-dir", "cache", "--retry-wait", "0"]
ACCEPT = ["--accept-license"]


def run(*arguments, env=None, **options):
    full = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    full.update(env or {})
    return subprocess.run([FACSIMILE, *arguments], env=full, capture_output=True, text=True, **options)


def fetch(*arguments, **options):
    return run(*FETCH, *ACCEPT, *arguments, **options)


def leftovers():
    return [os.path.join(folder, name) for folder, _, names in os.walk("cache") for name in names
            if ".part" in name or "unpack" in name]


def check_tree(files):
    """Nothing but right files under final names; how many there are."""
    there = 0
    for path, data, _ in files:
        if os.path.lexists(ROOT + path):
            with open(ROOT + path, "rb") as file:
                assert file.read() == data, path
            there += 1
    return there


def one(publisher, *addresses, name="a.dat", size=SIZE):
    """A set of one file with these addresses; behaviours get the publisher's base in front."""
    data = contents(name, size)
    publisher.files[name] = data
    files = [(f"originals/{name}", data, [f"{publisher.base}/{address}/1/{name}" for address in addresses])]
    write_manifest("toy.json", files)
    return files


def expect(result, status, *texts):
    assert result.returncode == status, (result.returncode, status, result.stderr)
    for text in texts:
        assert text in result.stderr, (text, result.stderr)


def good():
    server = Publisher()
    files = one(server, "good")
    result = fetch()
    expect(result, 0, "1 of 1: a.dat (40.0 kB)", "toy: complete")
    assert "\r" not in result.stderr
    assert check_tree(files) == 1 and not leftovers()
    assert fetch().returncode == 0 and len(server.requests) == 1  # what is there is not fetched again
    expect(run("models", "verify", "--manifest", "toy.json", "--cache-dir", "cache"), 0)
    with open(ROOT + files[0][0], "r+b") as file:  # damaged: noticed and replaced
        file.seek(100)
        file.write(b"damage")
    verified = run("models", "verify", "--manifest", "toy.json", "--cache-dir", "cache")
    expect(verified, 4)
    assert "a.dat: wrong contents" in verified.stdout
    expect(fetch(), 0, "wrong contents: getting it anew")
    assert check_tree(files) == 1 and len(server.requests) == 2


def behaviours():
    """Publishers that deliver in the end, and such that never do."""
    server = Publisher()
    fine = ["good", "slow", "unsized", "busy", "redirect", "piecemeal", "corrupted_once", "elsewhere_range", "resets"]
    for behaviour in fine:
        files = one(server, behaviour)
        expect(fetch(), 0)
        assert check_tree(files) == 1 and not leftovers(), behaviour
        os.remove(ROOT + files[0][0])
    broken = {"truncated": "tries", "corrupted": "other contents", "page": "a web page", "page_in_disguise": "a web page",
              "absent": "404", "forbidden": "403", "failing": "500", "longer": "bytes instead of", "endless": "more than",
              "empty": "ended after 0", "loop": "redirect", "always_resets": "tries"}
    for behaviour, text in broken.items():
        server.visits.clear()
        files = one(server, behaviour)
        expect(fetch(), 10, text, f"{server.base}/{behaviour}/1/a.dat")
        assert check_tree(files) == 0, behaviour
        # hopeless answers are not asked for again; others four times, wrong contents twice
        many = behaviour in ("loop", "always_resets", "truncated")  # a try that got on is not counted
        once = behaviour in ("page", "absent", "forbidden", "longer", "endless")
        tries = sum(server.visits.values())
        wanted = 1 if once else 2 if behaviour in ("corrupted", "page_in_disguise") else 4
        assert tries == wanted or many, (behaviour, tries)
        # and with a mirror behind it, all is well
        server.visits.clear()
        files = one(server, behaviour, "good")
        expect(fetch(), 0)
        assert check_tree(files) == 1 and not leftovers(), behaviour
        os.remove(ROOT + files[0][0])


def resets():
    """200 files, each through connections that break at random bytes; then lines that never hold."""
    server = Publisher()
    files = []
    chance = random.Random(7)
    for seed in range(200):
        name = f"{seed}.dat"
        data = contents(name, chance.randrange(1, 120000))
        server.files[name] = data
        files.append((f"originals/{name}", data, [f"{server.base}/resets/{seed}/{name}"]))
    write_manifest("toy.json", files)
    expect(fetch("-q"), 0)
    assert check_tree(files) == 200 and not leftovers()
    assert len(server.requests) > 500
    assert any(asked for _, asked in server.requests)  # it did continue
    for seed in range(30):
        files = one(server, "always_resets", name=f"never{seed}.dat", size=chance.randrange(2, 90000))
        result = fetch()
        expect(result, 10, "cannot be downloaded")
        assert check_tree(files) == 0


def babble():
    """Publishers whose answers contradict themselves: the right file, from there or from a mirror, or an error."""
    server = Publisher()
    for mirror in (["good"], []):
        files = []
        for seed in range(100):
            name = f"{seed}.dat"
            server.files[name] = contents(name, 5000 + seed)
            addresses = [f"{server.base}/{behaviour}/{seed}/{name}" for behaviour in ["babble", *mirror]]
            files.append((f"originals/{len(mirror)}/{name}", server.files[name], addresses))
        write_manifest("toy.json", files)
        result = fetch("-q", "--tries", "2")
        assert result.returncode == 0 if mirror else result.returncode == 10, (mirror, result.stderr)
        there = check_tree(files)
        assert there == 100 if mirror else there < 100, (mirror, there)


def resume():
    """A later run continues where an earlier one stopped, also from another program's piece."""
    server = Publisher()
    files = one(server, "stall")
    expect(fetch("--tries", "1", "--timeout", "1"), 10, "too slow")
    assert len(leftovers()) == 1 and os.path.getsize(leftovers()[0]) == SIZE // 2 and check_tree(files) == 0
    os.remove(leftovers()[0])
    files = one(server, "half_then_gone")
    expect(fetch(), 10, "404")
    assert len(leftovers()) == 1 and os.path.getsize(leftovers()[0]) == SIZE // 2 and check_tree(files) == 0
    files = one(server, "good")
    expect(fetch(), 0)
    assert server.requests[-1][1] == f"bytes={SIZE // 2}-"
    assert check_tree(files) == 1 and not leftovers()
    os.remove(ROOT + files[0][0])
    for number, size in enumerate((10, 70, 5000, 300, 900, 2000, 4999, 1)):  # pieces of others: the largest counts, the rest goes
        with open(f"{ROOT}{files[0][0]}.part-{number}-abcdef", "wb") as file:
            file.write(files[0][1][:size])
    expect(fetch(), 0)
    assert server.requests[-1][1] == "bytes=5000-" and check_tree(files) == 1 and not leftovers()
    os.remove(ROOT + files[0][0])
    with open(f"{ROOT}{files[0][0]}.part-1-ff", "wb") as file:  # a piece of something else
        file.write(b"\0" * 30000)
    expect(fetch(), 0)
    assert check_tree(files) == 1 and not leftovers()
    os.remove(ROOT + files[0][0])
    for behaviour, size, status, requests in (("good", 30000, 0, 2), ("good", SIZE, 0, 1), ("corrupted", 30000, 10, 2),
                                              ("corrupted", SIZE, 10, 1)):
        one(server, behaviour)
        server.requests.clear()
        with open(f"{ROOT}{files[0][0]}.part-1-ff", "wb") as file:  # is no try of the address
            file.write(b"\0" * size)
        expect(fetch("--tries", "1"), status)
        assert check_tree(files) == (status == 0) and not leftovers() and len(server.requests) == requests, server.requests
        if status == 0:
            os.remove(ROOT + files[0][0])
    one(server, "good")
    with open(f"{ROOT}{files[0][0]}.part-1-ff", "wb") as file:  # too long
        file.write(files[0][1] + b"more")
    expect(fetch(), 0)
    assert check_tree(files) == 1 and not leftovers()
    os.remove(ROOT + files[0][0])
    with open("precious", "wb") as file:  # a link is not followed
        file.write(b"precious")
    os.symlink(os.path.abspath("precious"), f"{ROOT}{files[0][0]}.part-1-ff")
    expect(fetch(), 0)
    assert check_tree(files) == 1 and open("precious", "rb").read() == b"precious"


def interrupt():
    server = Publisher()
    files = one(server, "pause")
    process = subprocess.Popen([FACSIMILE, *FETCH, *ACCEPT], stderr=subprocess.PIPE, text=True)
    server.halfway.wait()
    while not leftovers() or os.path.getsize(leftovers()[0]) < SIZE // 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, text = process.communicate()
    assert process.returncode == 130 and "continued the next time" in text, (process.returncode, text)
    assert check_tree(files) == 0 and len(leftovers()) == 1
    server.go_on.set()
    expect(fetch(), 0)
    assert server.requests[-1][1] == f"bytes={SIZE // 2}-" and check_tree(files) == 1 and not leftovers()


def interrupt_from():
    """While an archive is looked through, which comes from a pipe here so that the signal finds the command at it."""
    files = one(Publisher(), "good")
    size = 4 << 20
    unwanted = tarfile.TarInfo("unwanted")
    unwanted.size = size
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        os.mkfifo("archive")
        process = subprocess.Popen([FACSIMILE, *FETCH, *ACCEPT, "--from", "archive"], stderr=subprocess.PIPE, text=True)
        with open("archive", "wb", buffering=0) as archive:
            archive.write(unwanted.tobuf() + bytes(size // 2))  # more than a pipe holds
            process.send_signal(number)
            try:
                archive.write(bytes(size // 2) + bytes(10240))
            except BrokenPipeError:
                pass
        _, text = process.communicate()
        assert process.returncode == status and "files that are complete are kept" in text, (process.returncode, text)
        assert check_tree(files) == 0 and not leftovers()
        os.remove("archive")


def parallel():
    """Four at once agree, and every file is fetched once."""
    server = Publisher()
    files = []
    for number in range(12):
        name = f"{number}.dat"
        server.files[name] = contents(name, 30000)
        files.append((f"originals/{number % 3}/{name}", server.files[name], [f"{server.base}/slow/1/{name}"]))
    write_manifest("toy.json", files)
    several = [subprocess.Popen([FACSIMILE, *FETCH, *ACCEPT], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in several:
        _, text = process.communicate()
        assert process.returncode == 0, text
    assert check_tree(files) == 12 and not leftovers()
    assert len(server.requests) == 12, len(server.requests)


def lock():
    """Whoever holds the lock, by either kind of lock, is waited for, and not for ever."""
    import fcntl
    server = Publisher()
    files = one(server, "good")
    os.makedirs(ROOT)
    for take in (fcntl.flock, fcntl.lockf):
        with open(ROOT + ".lock", "w") as held:
            take(held, fcntl.LOCK_EX)
            expect(fetch("--lock-wait", "0"), 7, "another process")
            assert not server.requests
            waiting = subprocess.Popen([FACSIMILE, *FETCH, *ACCEPT], stderr=subprocess.PIPE, text=True)
            assert any("waiting for it" in line for line in waiting.stderr)
        _, text = waiting.communicate()
        assert waiting.returncode == 0, text
        assert check_tree(files) == 1
        os.remove(ROOT + files[0][0])
        server.requests.clear()


def disk_full():
    server = Publisher()
    files = one(server, "good")
    limit = SIZE // 2

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    def nothing():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    expect(fetch(), 0)
    with open(ROOT + "facsimile-models.json", "rb") as file:
        record = file.read()
    expect(fetch(preexec_fn=nothing), 0)  # nothing has to be written
    os.remove(ROOT + files[0][0])
    expect(fetch(preexec_fn=limited), 8, "may not grow")
    with open(ROOT + "facsimile-models.json", "rb") as file:
        assert file.read() == record
    assert check_tree(files) == 0 and not leftovers()
    toy = manifest(files)
    toy["files"][0]["size"] = 1 << 41  # no disk of ours holds that
    with open("toy.json", "w") as file:
        json.dump(toy, file)
    server.requests.clear()
    expect(fetch(), 8, "are needed")
    assert not server.requests
    if os.getuid() == 0:
        full_file_system()


def full_file_system():
    """A file system that fills up while the file is on its way.  Nothing to see where mounting is not allowed."""
    server = Publisher()
    files = one(server, "pause", size=8 << 20)
    os.mkdir("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=112m", "tmpfs", "small"], stderr=subprocess.DEVNULL).returncode:
        print("no file system of a given size can be mounted here")
        return
    try:
        command = [part if part != "cache" else "small" for part in FETCH]
        process = subprocess.Popen([FACSIMILE, *command, *ACCEPT], stderr=subprocess.PIPE, text=True)
        server.halfway.wait()
        with open("small/filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"\0" * 65536)
            except OSError:
                pass
        server.go_on.set()
        _, text = process.communicate()
        assert process.returncode == 8 and "no space left" in text, (process.returncode, text)
        os.remove("small/filler")
        names = [name for _, _, found in os.walk("small") for name in found]
        assert names == [".lock"], names  # nothing came, so nothing was accepted
        # a cache that cannot be written to: what is missing cannot be had, what is complete is fine
        subprocess.run(["mount", "-o", "remount,ro", "small"], check=True)
        expect(run(*command, *ACCEPT), 7, "1 file of toy is missing", "cannot be written to")
        subprocess.run(["mount", "-o", "remount,rw", "small"], check=True)
        server = Publisher()
        one(server, "good", size=8 << 20)
        expect(run(*command, *ACCEPT), 0)
        subprocess.run(["mount", "-o", "remount,ro", "small"], check=True)
        expect(run(*command, *ACCEPT), 0)
    finally:
        subprocess.run(["umount", "small"], check=True)


def licence():
    server = Publisher()
    files = one(server, "good")
    refused = run(*FETCH, stdin=subprocess.DEVNULL)
    expect(refused, 9, "Toy licence", "https://licence.invalid/toy", "models fetch toy --accept-license")
    assert not server.requests and not os.path.exists("cache")
    # the advice is what was typed, and works
    import shlex
    os.mkdir("it's here")
    open("it's here/copy", "wb").write(files[0][1])
    words = [*FETCH[:4], "--cache-dir", "second cache", "--from", "it's here", "--offline"]
    refused = run(*words, stdin=subprocess.DEVNULL)
    expect(refused, 9, "facsimile models fetch toy --accept-license", "--cache-dir 'second cache'", "--from 'it'\\''s here'",
           "--manifest toy.json", "--offline")
    advice = [line for line in refused.stderr.splitlines() if "--accept-license" in line]
    assert len(advice) == 1
    expect(run(*shlex.split(advice[0])[1:]), 0, "toy: complete")
    assert os.path.getsize("second cache/2.2.0/originals/a.dat") == SIZE
    refused = run(*FETCH, "--url-base", "http://me:secret@mirror.invalid", stdin=subprocess.DEVNULL)
    expect(refused, 9, "--cache-dir cache")
    assert "secret" not in refused.stderr, refused.stderr
    expect(run(*FETCH, "--url-base", "http://mirror.invalid/a", stdin=subprocess.DEVNULL), 9, "--url-base http://mirror.invalid/a")
    assert not server.requests and not os.path.exists("cache")
    expect(run(*FETCH, "-q", stdin=subprocess.DEVNULL), 9, "Toy licence", "--accept-license")
    quiet = run(*FETCH, "-q", *ACCEPT)
    expect(quiet, 0)
    assert quiet.stderr == "" and quiet.stdout == "", quiet
    expect(run(*FETCH, "-q", stdin=subprocess.DEVNULL), 0)
    subprocess.run(["rm", "-r", "cache"], check=True)
    expect(run(*FETCH, env={"OPENFACE_MODELS_ACCEPT_LICENSE": "true"}, stdin=subprocess.DEVNULL), 9)
    expect(run(*FETCH, env={"OPENFACE_MODELS_ACCEPT_LICENSE": "1"}), 0)
    os.remove(ROOT + files[0][0])
    expect(run(*FETCH, stdin=subprocess.DEVNULL), 0)  # remembered
    shown = run("models", "licenses", "--manifest", "toy.json", "--cache-dir", "cache", "--json")
    assert json.loads(shown.stdout) == [{"licences": [{"id": "toy", "name": "Toy licence", "summary": "For tests.",
                                                       "url": "https://licence.invalid/toy", "free": False,
                                                       "accepted": True}],
                                         "name": "toy", "accepted": True}]
    terms = json.dumps([["toy", "Toy licence", "For tests.", "https://licence.invalid/toy"]], separators=(",", ":"))
    record = json.load(open(ROOT + "facsimile-models.json"))
    assert record["sets"]["toy"]["accepted"] == hashlib.sha256(terms.encode()).hexdigest()
    original = json.load(open("toy.json"))
    for member, text in (("name", "Toy licence 2"), ("summary", "For other tests."), ("url", "https://licence.invalid/2")):
        changed = json.loads(json.dumps(original))
        changed["licences"]["toy"][member] = text
        json.dump(changed, open("toy.json", "w"))
        expect(run(*FETCH, stdin=subprocess.DEVNULL), 9, text)  # the terms have changed
        json.dump(original, open("toy.json", "w"))
        expect(run(*FETCH, stdin=subprocess.DEVNULL), 0)
    toy = json.load(open("toy.json"))
    toy["licences"] = {"other": toy["licences"]["toy"]}
    toy["files"][0]["licence"] = "other"
    json.dump(toy, open("toy.json", "w"))
    os.remove(ROOT + files[0][0])
    expect(run(*FETCH, stdin=subprocess.DEVNULL), 9)  # another licence is another question


def impossible():
    """Sets with files nobody offers: what is said is counted, and accepted is only what something came under.  They are
    made like pyfaceau (most can be downloaded, under two licences to accept), openface3 and mediapipe-onnx (none can)."""
    server = Publisher()
    data = {name: contents(name, 1000 + len(name)) for name in ("au1", "au2", "pfld", "retina", "star", "blaze")}
    server.files.update(data)
    licences = {"au1": "openface", "au2": "openface", "pfld": "unstated", "retina": "mit", "star": "openface3", "blaze": "apache"}
    sets = {"pyfaceau": ["au1", "au2", "pfld", "retina"], "openface3": ["retina", "star"], "mediapipe-onnx": ["blaze"]}
    place = ["--manifest", "toy.json", "--cache-dir", "cache"]

    def offer(*names):
        toy = manifest([(f"originals/{name}", data[name], [f"{server.base}/good/1/{name}"] if name in names else [])
                        for name in data], {name: [f"originals/{file}" for file in files] for name, files in sets.items()})
        toy["licences"] = {name: {"name": f"Licence {name}", "summary": "Some.", "url": "https://licence.invalid/" + name,
                                  "free": name in ("mit", "apache")} for name in licences.values()}
        for file in toy["files"]:
            name = file["path"].removeprefix("originals/")
            file.update(licence=licences[name], obtain="" if file["urls"] else f"Made from {name} by hand.")
        with open("toy.json", "w") as file:
            json.dump(toy, file)

    def accepted(name):
        found = json.loads(run("models", "licenses", name, "--json", *place).stdout)[0]
        return found["accepted"], [each["id"] for each in found["licences"] if each["accepted"] and not each["free"]]

    def copy_of(name):
        subprocess.run(["rm", "-rf", "copy"], check=True)
        os.mkdir("copy")
        with open(f"copy/{name}", "wb") as file:
            file.write(data[name])

    # none can be downloaded: nothing comes, nothing is accepted
    offer("au1", "au2", "pfld")
    expect(fetch("openface3"), 3, "openface3: none of its 2 files can be downloaded; 2 are missing:\n"
           "  originals/retina\n    Made from retina by hand.\n  originals/star\n    Made from star by hand.\n")
    assert accepted("openface3") == (False, []) and not server.requests
    expect(run(*FETCH, "openface3", stdin=subprocess.DEVNULL), 9)  # asked again
    expect(fetch("openface3", "--offline"), 3, "openface3: 2 files are missing and cannot be downloaded, offline or not")
    expect(run(*FETCH, "mediapipe-onnx", stdin=subprocess.DEVNULL), 3,  # free: no question
           "mediapipe-onnx: its only file cannot be downloaded:\n  originals/blaze")
    listed, doctor = run("models", "list", *place).stdout, run("doctor", *place).stdout
    for text in ("needs 2 files that cannot be downloaded: facsimile models fetch openface3 says how to get them",
                 "needs 1 file that cannot be downloaded: facsimile models fetch pyfaceau says how to get it"):
        assert listed.count(text) == 1 and doctor.count(text) == 1, (listed, doctor)
    assert "to get it: facsimile models fetch openface3 --cache-dir cache --manifest toy.json --from COPY\n" in doctor, doctor
    assert "to get it: facsimile models fetch pyfaceau --cache-dir cache --manifest toy.json\n" in doctor, doctor
    found = {each["name"]: each["without_download"] for each in json.loads(run("models", "list", "--json", *place).stdout)["sets"]}
    assert found == {"pyfaceau": 1, "openface3": 2, "mediapipe-onnx": 1}, found
    # one under the free licence came: the other is still not accepted
    copy_of("retina")
    expect(fetch("openface3", "--from", "copy"), 3, "copy: 1 of the 2 files wanted for openface3 are not in it:")
    assert accepted("openface3") == (False, [])
    expect(fetch("openface3"), 3, "none of its 2 files can be downloaded; 1 was there before, 1 is missing:\n  originals/star")
    copy_of("star")
    expect(fetch("openface3", "--from", "copy"), 0, "complete, 2 files")
    assert accepted("openface3") == (True, ["openface3"])
    assert "cannot be downloaded" not in run("models", "list", "openface3", *place).stdout
    # most can: what came and what was there is counted, by download or not
    os.remove(ROOT + "originals/retina")
    offer("au1", "au2")
    expect(fetch("pyfaceau"), 3, "pyfaceau: 2 of its 4 files can be downloaded; 2 came now, 2 are missing and cannot be downloaded:\n"
           "  originals/pfld\n    Made from pfld by hand.\n  originals/retina\n    Made from retina by hand.\n")
    assert accepted("pyfaceau") == (False, ["openface"])
    shown = run("models", "licenses", "pyfaceau", *place).stdout
    assert "pyfaceau: partly accepted" in shown and "  Licence openface: accepted\n" in shown
    assert "  Licence unstated\n" in shown and "  Licence mit\n" in shown, shown
    refused = run(*FETCH, "pyfaceau", stdin=subprocess.DEVNULL)  # asked about what is left
    expect(refused, 9, "Licence unstated")
    assert "Licence openface" not in refused.stderr, refused.stderr
    os.remove(ROOT + "originals/au2")
    offer("au1", "au2", "pfld")
    expect(fetch("pyfaceau", "--offline"), 10,
           "pyfaceau: 3 files are missing and this is offline: fetch without --offline, which gets 2 of them")
    assert accepted("pyfaceau") == (False, ["openface"])
    expect(fetch("pyfaceau"), 3, "3 of its 4 files can be downloaded; 2 came now, 1 was there before, 1 is missing and cannot")
    assert accepted("pyfaceau") == (True, ["openface", "unstated"])
    copy_of("retina")
    expect(run(*FETCH, "pyfaceau", "--from", "copy", stdin=subprocess.DEVNULL), 0)
    # a file that is there already and good counts as come
    os.remove(ROOT + "facsimile-models.json")
    os.remove(ROOT + "originals/retina")
    expect(fetch("pyfaceau"), 3, "0 came now, 3 were there before, 1 is missing")
    assert accepted("pyfaceau") == (True, ["openface", "unstated"])
    # what fails on the way does not undo what came
    subprocess.run(["rm", "-r", "cache"], check=True)
    offer("au1", "pfld")
    del server.files["pfld"]
    expect(fetch("pyfaceau", "--tries", "1"), 10, "originals/pfld")
    assert accepted("pyfaceau") == (False, ["openface"])


def impossible_really():
    """The sets of the list itself of which no file can be downloaded."""
    for name, count in (("openface3", 3), ("mediapipe-onnx", 2)):
        result = run("models", "fetch", name, *ACCEPT, "--cache-dir", "real")
        expect(result, 3, f"{name}: none of its {count} files can be downloaded; {count} are missing:")
        assert result.stderr.count("\n  derived/facsimile/1/onnx/") == count, result.stderr
        assert result.stderr.count("Install a copy with --from.\n") == count, result.stderr  # not cut off
    listed = run("models", "list", "--cache-dir", "real").stdout
    for text in ("needs 1 file that cannot be downloaded: facsimile models fetch pyfaceau",
                 "needs 3 files that cannot be downloaded: facsimile models fetch openface3",
                 "needs 2 files that cannot be downloaded: facsimile models fetch mediapipe-onnx"):
        assert listed.count(text) == 1, listed
    assert listed.count("cannot be downloaded") == 3
    shown = json.loads(run("models", "licenses", "openface3", "--json", "--cache-dir", "real").stdout)[0]
    assert shown["accepted"] is False, shown


def offline():
    server = Publisher()
    files = one(server, "good")
    expect(fetch("--offline"), 10, "offline", "--from")
    expect(fetch(env={"FACSIMILE_OFFLINE": "1"}), 10)
    assert not server.requests
    expect(fetch(), 0)
    expect(fetch("--offline"), 0)  # nothing to do
    assert check_tree(files) == 1


def proxy():
    server = Publisher()
    data = contents("a.dat", SIZE)
    server.files["a.dat"] = data
    files = [("originals/a.dat", data, ["http://models.invalid/good/1/a.dat"])]
    write_manifest("toy.json", files)
    expect(fetch("--tries", "1"), 10, "models.invalid", "models fetch toy --from COPY --cache-dir cache --manifest toy.json")
    expect(fetch(env={"http_proxy": server.base}), 0)
    assert server.proxied == ["http://models.invalid/good/1/a.dat"] and check_tree(files) == 1


def mirror():
    """--url-base: a copy of the cache on a server, in place of the publishers."""
    data = contents("a.dat", SIZE)
    os.makedirs("copy/originals/deep")
    with open("copy/originals/deep/a.dat", "wb") as file:
        file.write(data)
    server = Publisher(folder="copy")
    files = [("originals/deep/a.dat", data, [])]
    write_manifest("toy.json", files)
    expect(fetch(), 3, "cannot be downloaded", "originals/deep/a.dat")
    expect(fetch("--url-base", f"{server.base}/absent/ {server.base}/tree"), 0)
    assert check_tree(files) == 1
    os.remove(ROOT + files[0][0])
    expect(fetch(env={"FACSIMILE_MODELS_URL": f"{server.base}/tree/"}), 0)
    assert check_tree(files) == 1
    os.remove(ROOT + files[0][0])
    # a password is for the server alone
    server.files[files[0][0]] = data
    secret = server.base.replace("//", "//me:secret@")
    failed = fetch("--tries", "2", "--url-base", f"{secret}/failing/1 {secret}/absent")
    expect(failed, 10, server.base.replace("//", "//***@") + "/failing/1/originals/deep/a.dat", "500", "404")
    assert "secret" not in failed.stderr and "me:" not in failed.stderr, failed.stderr
    expect(fetch("--url-base", f"{secret}/tree"), 0)
    expect(fetch("--url-base", " "), 2, "--url-base")
    expect(fetch("--url-base", ""), 2, "--url-base")
    # names that mean something in addresses
    files = [(f"originals/{name}", data, []) for name in ("a b.dat", "100%25.dat", "what?.dat", "a#b.dat", "+&=.dat")]
    for path, _, _ in files:
        with open("copy/" + path, "wb") as file:
            file.write(data)
    write_manifest("toy.json", files)
    server.requests.clear()
    expect(fetch("--url-base", f"{server.base}/tree"), 0)
    assert check_tree(files) == 5
    assert "/tree/originals/a%20b.dat" in [path for path, _ in server.requests], server.requests
    # one address that cannot be asked does not keep the others away
    files = one(server, "good")
    toy = manifest(files)
    toy["files"][0]["urls"].insert(0, server.base + "/good/" + "x" * 2048)
    with open("toy.json", "w") as file:
        json.dump(toy, file)
    expect(fetch(), 0)
    assert check_tree(files) == 1


def https():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, stderr=subprocess.DEVNULL)
    plain = Publisher()
    server = Publisher(certificate=("cert.pem", "key.pem"), plain=plain.base)
    files = one(server, "good")
    expect(fetch(), 10, "certificate", "CURL_CA_BUNDLE")
    assert check_tree(files) == 0 and not server.requests
    trust = {"CURL_CA_BUNDLE": "cert.pem"}
    expect(fetch(env=trust), 0)
    assert check_tree(files) == 1
    os.remove(ROOT + files[0][0])
    files = one(server, "redirect_to_plain")
    plain.files = server.files
    expect(fetch(env=trust), 10)  # a secure address does not become an insecure one
    assert check_tree(files) == 0 and not plain.requests


def copies():
    """--from: a folder in any layout, tar, zip."""
    files = [(f"originals/x/{n}.dat", contents(f"{n}", 1000 + n), []) for n in range(5)]
    files.append(("originals/y/same.dat", files[0][1], []))  # the same contents twice
    files.append(("derived/facsimile/1/onnx/z.onnx", contents("z", 70000), []))
    write_manifest("toy.json", files)
    os.makedirs("flat/sub/sub")
    for number, (_, data, _) in enumerate(files):
        with open(f"flat/{'sub/sub/' if number % 2 else ''}file{number}", "wb") as file:
            file.write(data)
    with open("flat/decoy", "wb") as file:  # right size, wrong contents
        file.write(b"\0" * 1003)
    os.mkfifo("flat/pipe")
    expect(fetch("--from", "flat"), 0)
    assert check_tree(files) == 7 and not leftovers()
    with tarfile.open("flat.tar.gz", "w:gz") as archive:
        archive.add("flat", filter=lambda entry: None if entry.name.endswith("pipe") else entry)
        evil = tarfile.TarInfo("../../evil")
        evil.size = 1001
        archive.addfile(evil, open("flat/decoy", "rb"))
    with zipfile.ZipFile("flat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, _, names in os.walk("flat"):
            for name in names:
                if name != "pipe":
                    archive.write(os.path.join(folder, name), "deep/" + name)
    for source in ("flat.tar.gz", "flat.zip"):
        for path, _, _ in files:
            os.remove(ROOT + path)
        expect(fetch("--from", source), 0)
        assert check_tree(files) == 7 and not leftovers(), source
    assert not os.path.exists("../evil") and not os.path.exists("evil")
    for path, _, _ in files[:2]:
        os.remove(ROOT + path)
    for name in ("file0", "sub/sub/file5", "sub/sub/file1"):
        os.remove("flat/" + name)
    expect(fetch("--from", "flat"), 3, "2 of the 2 files", "originals/x/0.dat", "originals/x/1.dat")
    expect(fetch("--from", "nowhere"), 5, "nowhere")
    open("short.zip", "wb").write(open("flat.zip", "rb").read()[:3000])
    assert fetch("--from", "short.zip").returncode in (3, 5)
    open("text", "w").write("no archive")
    expect(fetch("--from", "text"), 5, "archive")
    assert check_tree(files) == 5 and not leftovers()


def abandoned():
    """What processes left that were killed goes, with the next fetch and when something is removed."""
    files = one(Publisher(), "good")
    place = ["--manifest", "toy.json", "--cache-dir", "cache"]
    others = ["facsimile-models.json", ".lock", ".unpacked", "other.json.part-1-ff"]
    made = ROOT + "derived/facsimile/1/"

    def leave():
        os.makedirs(made, exist_ok=True)
        for name in [".unpack-x1Y2z3", "facsimile-models.json.77.part", "facsimile-models.json.part-77-0123abcd", *others[2:]]:
            open(ROOT + name, "w").write("rest")
        for name in ("old.pack.part-1-ff", "old.pack.experts.part-1-ff", "new.pack.part-2-ff", "new.pack.experts.part-2-ff"):
            open(made + name, "w").write("rest")
            if name.startswith("old"):
                os.utime(made + name, (1e9, 1e9))

    leave()
    expect(fetch(), 0)
    assert check_tree(files) == 1
    assert sorted(os.listdir(ROOT)) == sorted(others + ["originals", "derived"]), os.listdir(ROOT)
    leave()
    expect(run("models", "remove", "toy", *place), 0)
    assert sorted(os.listdir(ROOT)) == sorted(others + ["derived"]), os.listdir(ROOT)
    # whoever began within the hour may still be at it
    assert sorted(os.listdir(made)) == ["new.pack.experts.part-2-ff", "new.pack.part-2-ff"], os.listdir(made)


def remove():
    """What another complete set needs stays."""
    files = [(f"originals/d/{n}.dat", contents(f"{n}", 500), []) for n in range(4)]
    sets = {"toy": [path for path, _, _ in files[:3]], "more": [path for path, _, _ in files[1:]]}
    write_manifest("toy.json", files, sets)
    os.mkdir("copy")
    for number, (_, data, _) in enumerate(files):
        open(f"copy/{number}", "wb").write(data)
    expect(fetch("--all", "--from", "copy"), 0)
    place = ["--manifest", "toy.json", "--cache-dir", "cache"]
    expect(run("models", "remove", *place), 2)
    expect(run("models", "remove", "toys", *place), 2, "did you mean toy?")
    done = run("models", "remove", "toy", *place)
    expect(done, 0)
    assert "500 B freed" in done.stdout and check_tree(files) == 3
    expect(run("models", "path", "toy", *place), 3, "1 of 3 files")
    assert run("models", "path", "more", *place).returncode in (0, 3)
    expect(run("models", "remove", "more", *place), 0)
    assert check_tree(files) == 0 and not os.path.exists(ROOT + "originals")
    assert sorted(os.listdir(ROOT)) == [".lock", "facsimile-models.json"]
    expect(run("models", "remove", "more", *place, cwd=os.mkdir("empty") or "empty", env={}), 5)


def hostile_manifest():
    """A manifest from outside cannot make files elsewhere or crash anything."""
    base = manifest([("originals/a.dat", b"abc", []), ("originals/b.dat", b"abcd", ["https://x.invalid/b"])])
    text = json.dumps(base)
    broken = ["", "[]", "{}", "null", text[:-1], text[:len(text) // 2], "\0" * 100, "[" * 5000, text.replace("toy", "t/y")]

    def change(path, value):
        copy = json.loads(text)
        place = copy
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        broken.append(json.dumps(copy))

    for path in ("/etc/passwd", "originals/../../x", "../x", "originals//x", "originals/./x", "originals/", "x", "",
                 "originals/.lock", "originals/a\\b", "originals/" + "x" * 500, "originals/b.dat", "originals/\n", 5, None):
        change(["files", 0, "path"], path)
    for size in (-1, 0, 1.5, 1e300, "3", None, float("nan")):
        change(["files", 0, "size"], size)
    for digest in ("", "00", "g" * 64, "A" * 64, 7, None):
        change(["files", 0, "sha256"], digest)
    for urls in (None, "https://x", [5], ["file:///etc/passwd"], ["ftp://x"], ["https://x y"], ["https://x\n"],
                 ["https://x"] * 17):
        change(["files", 0, "urls"], urls)
    change(["files", 0, "licence"], "none")
    change(["files", 0, "publisher"], 5)
    change(["files"], [])
    change(["sets"], [])
    change(["sets", 0, "name"], "-q")
    change(["sets"], base["sets"] * 2)
    change(["licences"], {"toy": 5})
    for number, manifest_text in enumerate(broken):
        open("toy.json", "w").write(manifest_text)
        result = run("models", "list", "--manifest", "toy.json", "--cache-dir", "cache")
        assert result.returncode == 4 and "toy.json" in result.stderr, (manifest_text[:300], result)
    expect(run("models", "list", "--manifest", "nowhere.json"), 5, "nowhere.json")
    assert not os.path.exists("cache")


def terminal():
    """On a terminal: the licence is asked for, a bar with the total is drawn."""
    server = Publisher()
    files = one(server, "slow", size=400000)

    for answer in (b"n\n", b"\x04"):
        status, text, _ = session([answer], FACSIMILE, *FETCH)
        assert status == 9 and "Toy licence" in text and not server.requests, (status, text)
        assert "\r\nfacsimile: toy: not accepted, nothing fetched" in text, text
    status, text, _ = session([b"y\n"], FACSIMILE, *FETCH)
    assert status == 0 and " of 400.0 kB" in text and "\r" in text and "%" in text, (status, text)
    assert check_tree(files) == 1


cases = {name.replace("_", "-"): value for name, value in list(globals().items())
         if callable(value) and value.__module__ == "__main__"}
cases[sys.argv[1]]()
