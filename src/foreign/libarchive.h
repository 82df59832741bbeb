/* libarchive; see needed.h. */
#ifndef FACS_FOREIGN_LIBARCHIVE_H
#define FACS_FOREIGN_LIBARCHIVE_H

#include "foreign/needed.h"

#include <archive.h>
#include <archive_entry.h>

#define FACS_ARCHIVE_SYMBOLS(X)                                                                                        \
    X(archive_entry_filetype)                                                                                          \
    X(archive_entry_size)                                                                                              \
    X(archive_entry_size_is_set)                                                                                       \
    X(archive_error_string)                                                                                            \
    X(archive_filter_code)                                                                                             \
    X(archive_format)                                                                                                  \
    X(archive_read_data)                                                                                               \
    X(archive_read_data_block)                                                                                         \
    X(archive_read_free)                                                                                               \
    X(archive_read_new)                                                                                                \
    X(archive_read_next_header)                                                                                        \
    X(archive_read_open_filename)                                                                                      \
    X(archive_read_support_filter_bzip2)                                                                               \
    X(archive_read_support_filter_gzip)                                                                                \
    X(archive_read_support_filter_lz4)                                                                                 \
    X(archive_read_support_filter_lzma)                                                                                \
    X(archive_read_support_filter_xz)                                                                                  \
    X(archive_read_support_filter_zstd)                                                                                \
    X(archive_read_support_format_7zip)                                                                                \
    X(archive_read_support_format_cpio)                                                                                \
    X(archive_read_support_format_tar)                                                                                 \
    X(archive_read_support_format_zip)                                                                                 \
    X(archive_version_string)

typedef struct facs_libarchive_table {
    FACS_ARCHIVE_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_libarchive_table;

/** facs_needed_load(). */
facs_status facs_libarchive_load(const char *file, facs_error *error);

#if FACS_LOAD_LIBRARIES
extern facs_libarchive_table facs_libarchive;
#define archive_entry_filetype (*facs_libarchive.archive_entry_filetype)
#define archive_entry_size (*facs_libarchive.archive_entry_size)
#define archive_entry_size_is_set (*facs_libarchive.archive_entry_size_is_set)
#define archive_error_string (*facs_libarchive.archive_error_string)
#define archive_filter_code (*facs_libarchive.archive_filter_code)
#define archive_format (*facs_libarchive.archive_format)
#define archive_read_data (*facs_libarchive.archive_read_data)
#define archive_read_data_block (*facs_libarchive.archive_read_data_block)
#define archive_read_free (*facs_libarchive.archive_read_free)
#define archive_read_new (*facs_libarchive.archive_read_new)
#define archive_read_next_header (*facs_libarchive.archive_read_next_header)
#define archive_read_open_filename (*facs_libarchive.archive_read_open_filename)
#define archive_read_support_filter_bzip2 (*facs_libarchive.archive_read_support_filter_bzip2)
#define archive_read_support_filter_gzip (*facs_libarchive.archive_read_support_filter_gzip)
#define archive_read_support_filter_lz4 (*facs_libarchive.archive_read_support_filter_lz4)
#define archive_read_support_filter_lzma (*facs_libarchive.archive_read_support_filter_lzma)
#define archive_read_support_filter_xz (*facs_libarchive.archive_read_support_filter_xz)
#define archive_read_support_filter_zstd (*facs_libarchive.archive_read_support_filter_zstd)
#define archive_read_support_format_7zip (*facs_libarchive.archive_read_support_format_7zip)
#define archive_read_support_format_cpio (*facs_libarchive.archive_read_support_format_cpio)
#define archive_read_support_format_tar (*facs_libarchive.archive_read_support_format_tar)
#define archive_read_support_format_zip (*facs_libarchive.archive_read_support_format_zip)
#define archive_version_string (*facs_libarchive.archive_version_string)
#endif

#endif
