/* See pipeline_said.h. */
#include "pipeline_said.h"

#include <stdlib.h>
#include <string.h>

void pipeline_say(screen *shown, const facs_progress *progress)
{
    if (!progress->automatic || atomic_exchange(&shown->pipeline_said, true))
        return;
    screen_message(
        shown, FACS_LOG_ERROR,
        strcmp(progress->pipeline, "openface") == 0
            ? "pipeline openface, whose model files are installed; --pipeline open takes the one that needs none"
            : "pipeline open, since OpenFace's model files are not installed: facsimile models fetch gets "
              "them; --pipeline open asks for this one");
}

static bool is_free(const char *name)
{
    return !name || !name[0] || strcmp(name, "auto") == 0;
}

const char *pipeline_meant(const char *name, const char *compat, bool wild, bool asked)
{
    const bool chosen = name ? !is_free(name) : !is_free(getenv("FACSIMILE_PIPELINE"));
    if (chosen)
        return name;
    return compat ? facs_compat_pipeline(compat) : wild || asked ? "openface" : name;
}
