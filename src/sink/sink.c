/* The table of sinks. */
#include "sink/sink.h"

#include <string.h>

/* each is facs_sink_NAME in NAME.c */
/* clang-format off */
#define SINKS(X) \
    X(csv) X(ndjson) X(pyfaceau) X(facemirror) X(hog) X(aligned) X(aligned_video) X(tracked_video) X(tracked_image) \
    X(hdf5) X(bids) X(lsl) X(osc) X(overlay) X(overlay_picture) X(null) X(records)
/* clang-format on */

#define DECLARE(name) extern const facs_sink facs_sink_##name;
#define ENTRY(name) &facs_sink_##name,
SINKS(DECLARE)
static const facs_sink *const sinks[] = {SINKS(ENTRY)};
enum { COUNT = sizeof sinks / sizeof sinks[0] };

const facs_sink *facs_sink_at(int index)
{
    return index >= 0 && index < COUNT ? sinks[index] : NULL;
}

const facs_sink *facs_sink_find(const char *name)
{
    for (int i = 0; i < COUNT; i++)
        if (strcmp(sinks[i]->name, name) == 0)
            return sinks[i];
    return NULL;
}

bool facs_sink_get(int index, facs_sink_info *info)
{
    const facs_sink *sink = facs_sink_at(index);
    if (!sink || !info)
        return false;
    const facs_sink_info found = {
        .size = sizeof found, .name = sink->name, .ending = sink->ending, .meaning = sink->meaning};
    return facs_give(&found, info, sizeof found);
}
