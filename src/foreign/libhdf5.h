/* libhdf5; see needed.h. */
#ifndef FACS_FOREIGN_LIBHDF5_H
#define FACS_FOREIGN_LIBHDF5_H

#include "foreign/needed.h"

#include <hdf5.h>

#define FACS_HDF5_SYMBOLS(X)                                                                                           \
    X(H5Aclose)                                                                                                        \
    X(H5Acreate2)                                                                                                      \
    X(H5Awrite)                                                                                                        \
    X(H5Dclose)                                                                                                        \
    X(H5Dcreate2)                                                                                                      \
    X(H5Dget_space)                                                                                                    \
    X(H5Dset_extent)                                                                                                   \
    X(H5Dwrite)                                                                                                        \
    X(H5Eget_auto2)                                                                                                    \
    X(H5Eset_auto2)                                                                                                    \
    X(H5Ewalk2)                                                                                                        \
    X(H5Fclose)                                                                                                        \
    X(H5Fcreate)                                                                                                       \
    X(H5Gclose)                                                                                                        \
    X(H5Gcreate2)                                                                                                      \
    X(H5P_CLS_DATASET_CREATE_ID_g)                                                                                     \
    X(H5P_CLS_FILE_ACCESS_ID_g)                                                                                        \
    X(H5P_CLS_GROUP_CREATE_ID_g)                                                                                       \
    X(H5Pclose)                                                                                                        \
    X(H5Pcreate)                                                                                                       \
    X(H5Pset_chunk)                                                                                                    \
    X(H5Pset_file_locking)                                                                                             \
    X(H5Pset_obj_track_times)                                                                                          \
    X(H5Sclose)                                                                                                        \
    X(H5Screate)                                                                                                       \
    X(H5Screate_simple)                                                                                                \
    X(H5Sselect_hyperslab)                                                                                             \
    X(H5T_C_S1_g)                                                                                                      \
    X(H5T_NATIVE_DOUBLE_g)                                                                                             \
    X(H5T_NATIVE_FLOAT_g)                                                                                              \
    X(H5T_NATIVE_INT64_g)                                                                                              \
    X(H5T_NATIVE_UINT8_g)                                                                                              \
    X(H5Tclose)                                                                                                        \
    X(H5Tcopy)                                                                                                         \
    X(H5Tset_cset)                                                                                                     \
    X(H5Tset_size)                                                                                                     \
    X(H5check_version)                                                                                                 \
    X(H5open)

typedef struct facs_libhdf5_table {
    FACS_HDF5_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_libhdf5_table;

/** facs_needed_load(). */
facs_status facs_libhdf5_load(const char *file, facs_error *error);

#if FACS_LOAD_LIBRARIES
extern facs_libhdf5_table facs_libhdf5;
#define H5Aclose (*facs_libhdf5.H5Aclose)
#define H5Acreate2 (*facs_libhdf5.H5Acreate2)
#define H5Awrite (*facs_libhdf5.H5Awrite)
#define H5Dclose (*facs_libhdf5.H5Dclose)
#define H5Dcreate2 (*facs_libhdf5.H5Dcreate2)
#define H5Dget_space (*facs_libhdf5.H5Dget_space)
#define H5Dset_extent (*facs_libhdf5.H5Dset_extent)
#define H5Dwrite (*facs_libhdf5.H5Dwrite)
#define H5Eget_auto2 (*facs_libhdf5.H5Eget_auto2)
#define H5Eset_auto2 (*facs_libhdf5.H5Eset_auto2)
#define H5Ewalk2 (*facs_libhdf5.H5Ewalk2)
#define H5Fclose (*facs_libhdf5.H5Fclose)
#define H5Fcreate (*facs_libhdf5.H5Fcreate)
#define H5Gclose (*facs_libhdf5.H5Gclose)
#define H5Gcreate2 (*facs_libhdf5.H5Gcreate2)
#define H5P_CLS_DATASET_CREATE_ID_g (*facs_libhdf5.H5P_CLS_DATASET_CREATE_ID_g)
#define H5P_CLS_FILE_ACCESS_ID_g (*facs_libhdf5.H5P_CLS_FILE_ACCESS_ID_g)
#define H5P_CLS_GROUP_CREATE_ID_g (*facs_libhdf5.H5P_CLS_GROUP_CREATE_ID_g)
#define H5Pclose (*facs_libhdf5.H5Pclose)
#define H5Pcreate (*facs_libhdf5.H5Pcreate)
#define H5Pset_chunk (*facs_libhdf5.H5Pset_chunk)
#define H5Pset_file_locking (*facs_libhdf5.H5Pset_file_locking)
#define H5Pset_obj_track_times (*facs_libhdf5.H5Pset_obj_track_times)
#define H5Sclose (*facs_libhdf5.H5Sclose)
#define H5Screate (*facs_libhdf5.H5Screate)
#define H5Screate_simple (*facs_libhdf5.H5Screate_simple)
#define H5Sselect_hyperslab (*facs_libhdf5.H5Sselect_hyperslab)
#define H5T_C_S1_g (*facs_libhdf5.H5T_C_S1_g)
#define H5T_NATIVE_DOUBLE_g (*facs_libhdf5.H5T_NATIVE_DOUBLE_g)
#define H5T_NATIVE_FLOAT_g (*facs_libhdf5.H5T_NATIVE_FLOAT_g)
#define H5T_NATIVE_INT64_g (*facs_libhdf5.H5T_NATIVE_INT64_g)
#define H5T_NATIVE_UINT8_g (*facs_libhdf5.H5T_NATIVE_UINT8_g)
#define H5Tclose (*facs_libhdf5.H5Tclose)
#define H5Tcopy (*facs_libhdf5.H5Tcopy)
#define H5Tset_cset (*facs_libhdf5.H5Tset_cset)
#define H5Tset_size (*facs_libhdf5.H5Tset_size)
#define H5check_version (*facs_libhdf5.H5check_version)
#define H5open (*facs_libhdf5.H5open)
#endif

#endif
