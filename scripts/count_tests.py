#!/usr/bin/env python3
"""Count test cases; print "N passed, N failed, N skipped" as the last line, before it why cases failed or were skipped.

    count_tests.py [--passed WHAT | --failed WHAT | --skipped WHY | LOG=STATUS] ...

LOG is a testlog.json of `meson test`, or (any other name) the output of a stage that ends with the line above; STATUS is
the exit status of the program that wrote it.  The options name steps that have no log: a build, the linters.

The exit status is 1 when anything failed or nothing passed, and then the line counts at least one failure.  What counts
as failed besides cases: a program that fails without a failed case (it crashed, leaked, ran out of time), a log that is
missing, damaged or has no test in it, and a STATUS other than 0 although nothing in the log failed."""
import json
import re
import sys

CASE = re.compile(r"(not )?ok\b[ \t]*\d*[ \t-]*(.*)")
PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)
SKIP = re.compile(r"# SKIP\b", re.IGNORECASE)
REASON = re.compile(r"^(?:# )*(?:[\w./-]+: )?skipped: (.*\S)|^1\.\.0 # SKIP (.*\S)", re.MULTILINE)
LAST_LINE = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped")
MAKE_FAILED = re.compile(r"make(\[\d+\])?: \*\*\* ")
REASON_LINE = re.compile(r"(\d+) skipped: (.*)")


class Count:
    def __init__(self):
        self.passed = self.failed = 0
        self.skipped = {}  # by reason

    def fail(self, what, number=1):
        self.failed += number
        print("failed: " + what)

    def skip(self, reason, number=1):
        self.skipped[reason] = self.skipped.get(reason, 0) + number


def reason_of(program):
    """the first it gives"""
    said = REASON.search(program.get("stdout", "") + "\n" + program.get("stderr", ""))
    return said.group(1) or said.group(2) if said else "no reason given"


def count_cases(count, program):
    """The cases a TAP program tells of; how many."""
    text = program.get("stdout", "")
    cases = 0
    reason = reason_of(program)
    for line in text.splitlines() if PLAN.search(text) else []:
        said = REASON.search(line)
        if said:
            reason = said.group(1) or said.group(2)
        case = CASE.match(line)
        if not case:
            continue
        cases += 1
        if SKIP.search(case.group(2)):
            count.skip(reason)
        elif case.group(1):
            count.fail("%s / %s" % (program["name"], case.group(2)))
        else:
            count.passed += 1
    return cases


def count_program(count, program):
    before = count.failed
    cases = count_cases(count, program)
    if program["result"] in ("OK", "EXPECTEDFAIL", "SKIP"):
        if not cases and program["result"] == "SKIP":
            count.skip(reason_of(program))
        elif not cases:
            count.passed += 1
    elif count.failed == before:
        why = "%s, exit status %s" % (program["result"], program.get("returncode"))
        count.fail("%s: %s%s" % (program["name"], why, ", but none of the cases it tells of failed" if cases else ""))


def count_meson(count, path, lines):
    if not lines:
        count.fail(path + ": no test in it")
    for line in lines:
        count_program(count, json.loads(line))


def count_stage(count, path, lines):
    while lines and MAKE_FAILED.match(lines[-1]):
        lines = lines[:-1]
    numbers = LAST_LINE.fullmatch(lines[-1]) if lines else None
    if not numbers:
        count.fail(path + ": does not end with a line that counts tests")
        return
    passed, failed, skipped = (int(number) for number in numbers.groups())
    count.passed += passed
    if failed:
        count.fail("%d tests in %s" % (failed, path), failed)
        for line in lines:  # which: what stands there may be far above
            if line.startswith("failed: "):
                print("    " + line)
    for line in reversed(lines[:-1]):
        reason = REASON_LINE.fullmatch(line)
        if not reason:
            break
        count.skip(reason.group(2), int(reason.group(1)))
        skipped -= int(reason.group(1))
    if skipped:
        count.skip("no reason given", skipped)


def count_log(count, path, status):
    before = count.failed
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            lines = [line for line in f.read().splitlines() if line.strip()]
        (count_meson if path.endswith(".json") else count_stage)(count, path, lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        count.fail("%s: cannot be read: %s" % (path, e))
    if status != 0 and count.failed == before:
        count.fail("%s: exit status %d, although nothing in it failed" % (path, status))


def main(arguments):
    count = Count()
    steps = {"--failed": count.fail, "--skipped": count.skip}
    while arguments:
        argument = arguments.pop(0)
        log = re.fullmatch(r"(.+)=(\d+)", argument)
        if argument == "--passed" and arguments:
            count.passed += 1
            arguments.pop(0)
        elif argument in steps and arguments:
            steps[argument](arguments.pop(0))
        elif log:
            count_log(count, log.group(1), int(log.group(2)))
        else:
            count.fail("count_tests.py: %s is neither a step nor LOG=STATUS" % argument)
    if not count.passed and not count.failed:
        count.fail("no test was run")
    for reason, number in sorted(count.skipped.items()):
        print("%d skipped: %s" % (number, reason))
    print("%d passed, %d failed, %d skipped" % (count.passed, count.failed, sum(count.skipped.values())))
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
