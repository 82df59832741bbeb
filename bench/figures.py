"""Medians, ratios of pairs, and how they are written."""


def median(values):
    ordered = sorted(values)
    if not ordered:
        raise ValueError("the median of nothing")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def summary(values):
    return {"median": median(values), "least": min(values), "most": max(values)}


def ratio(first, second):
    """Runs that followed each other are a pair, so that a machine that becomes slower moves both: the median of the pairs' ratios
    first / second, not the ratio of the medians."""
    if len(first) != len(second):
        raise ValueError("%d runs cannot be paired with %d" % (len(first), len(second)))
    if any(value <= 0 for value in second):
        raise ValueError("a run took no time")
    return summary([a / b for a, b in zip(first, second)])


def seconds(value):
    """three digits that count, ms below a second"""
    return "%.2f s" % value if value >= 1 else "%.0f ms" % (1e3 * value) if value >= 0.1 else "%.1f ms" % (1e3 * value)


def of_time(values):
    found = summary(values)
    if len(values) == 1:
        return seconds(found["median"])
    return "%s (%s to %s)" % tuple(seconds(found[key]) for key in ("median", "least", "most"))


def of_ratio(found):
    if found["least"] == found["most"]:
        return "%.3f" % found["median"]
    return "%.3f (%.3f to %.3f)" % (found["median"], found["least"], found["most"])


def of_memory(values):
    return "%.0f MB" % (1e-6 * max(values))
