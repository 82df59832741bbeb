/* Stands in for hdf5_file.c in a build without libhdf5: no file can be opened. */
#include "sink/hdf5_file.h"

facs_status facs_hdf5_open(const facs_env *env, const char *path, const facs_layout *layout, facs_hdf5 **file,
                           facs_error *error)
{
    (void)env;
    (void)layout;
    (void)file;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "%s: this facsimile was built without HDF5: build it with libhdf5 (Debian: libhdf5-dev)", path);
}

facs_status facs_hdf5_add_group(facs_hdf5 *file, const char *name, facs_error *error)
{
    (void)file;
    return facs_fail(error, FACS_E_UNSUPPORTED, "%s: there is no HDF5", name);
}

facs_status facs_hdf5_append(facs_hdf5 *file, int group, int rows, void *const *values, facs_error *error)
{
    (void)file;
    (void)group;
    (void)rows;
    (void)values;
    return facs_fail(error, FACS_E_UNSUPPORTED, "there is no HDF5");
}

const char *facs_hdf5_set_aside(facs_hdf5 *file)
{
    (void)file;
    return NULL;
}

facs_status facs_hdf5_finish(facs_hdf5 **file, facs_error *error)
{
    (void)file;
    return facs_fail(error, FACS_E_UNSUPPORTED, "there is no HDF5");
}

void facs_hdf5_abandon(facs_hdf5 **file)
{
    (void)file;
}
