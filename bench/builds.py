"""The build that is compared with: a commit, built in a work tree that lasts as long as the measuring."""
import contextlib
import os
import subprocess


def tree():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def call(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit("bench/suite: %s\n%s" % (" ".join(command), done.stdout[-4000:]))
    return done.stdout.strip()


def commit_name(revision):
    return call("git", "-C", tree(), "rev-parse", "--short", revision + "^{commit}")


@contextlib.contextmanager
def built(revision, folder):
    """The program of that commit, built in a new folder below `folder`."""
    source, build = os.path.join(folder, "other"), os.path.join(folder, "other-build")
    call("git", "-C", tree(), "worktree", "add", "--detach", source, revision)
    try:
        call("meson", "setup", build, source, "-Dbuildtype=release")
        call("ninja", "-C", build, "cli/facsimile")
        yield os.path.join(build, "cli", "facsimile")
    finally:
        call("git", "-C", tree(), "worktree", "remove", "--force", source)
