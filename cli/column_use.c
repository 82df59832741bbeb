/* See column_use.h. */
#include "column_use.h"

#include <stdbool.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

/* "_" and digits */
static bool is_numbered(const char *rest)
{
    return rest[0] == '_' && rest[1] && strspn(rest + 1, "0123456789") == strlen(rest + 1);
}

column_use column_use_of(const char *name)
{
    static const char *const pose[] = {"pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz", "p_scale",
                                       "p_rx",    "p_ry",    "p_rz",    "p_tx",    "p_ty",    NULL};
    const size_t length = strlen(name);
    if (length > 4 && strncmp(name, "AU", 2) == 0 && strcmp(name + length - 2, "_r") == 0)
        return USE_AU;
    if (is_one_of(name, pose))
        return USE_POSE;
    if (length < 3 || !is_numbered(name + 1))
        return USE_NONE;
    return name[0] == 'p'           ? USE_SHAPE
           : strchr("XYZ", name[0]) ? USE_POINT_3D
           : strchr("xy", name[0])  ? USE_POINT_2D
                                    : USE_NONE;
}
