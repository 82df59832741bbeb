/* An HDF5 file on its way: groups of data sets that grow row by row, a data set for each field of a layout.
 *
 * hdf5_file.c does it with libhdf5; hdf5_without.c stands in where the build has none. */
#ifndef FACS_SINK_HDF5_FILE_H
#define FACS_SINK_HDF5_FILE_H

#include "result/layout.h"

typedef struct facs_hdf5 facs_hdf5;

/** Errors: FACS_E_OUTPUT (also for what is no file), FACS_E_DISK_FULL, FACS_E_MEMORY, FACS_E_UNSUPPORTED (without libhdf5).
 *  @param layout outlives the file */
facs_status facs_hdf5_open(const facs_env *env, const char *path, const facs_layout *layout, facs_hdf5 **file,
                           facs_error *error);
/** A group with an empty data set for each field; they are numbered from 0 in the order of these calls. */
facs_status facs_hdf5_add_group(facs_hdf5 *file, const char *name, facs_error *error);
/** Rows behind those of a group.
 *  @param values of each field: rows x its count, int64_t, uint8_t (FACS_VALUE_BOOL), float or double */
facs_status facs_hdf5_append(facs_hdf5 *file, int group, int rows, void *const *values, facs_error *error);

/** As facs_output_set_aside(). */
const char *facs_hdf5_set_aside(facs_hdf5 *file);
/** The file gets its name; *file is NULL afterwards, and on failure nothing is left. */
facs_status facs_hdf5_finish(facs_hdf5 **file, facs_error *error);
/** Removes it. */
void facs_hdf5_abandon(facs_hdf5 **file);

#endif
