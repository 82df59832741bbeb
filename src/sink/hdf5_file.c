/* See hdf5_file.h.
 *
 * libhdf5 writes the part of a whole file (base/whole_file.h) by its name.  It prints to standard error by itself, which
 * is put off for the time of a call, and can be built without being safe for threads, so that one call at a time is made
 * of this library. */
#include "sink/hdf5_file.h"

#include "base/whole_file.h"
#include "foreign/libhdf5.h"
#include "sink/output.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_ROWS = 256, PLANE = 2 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* holds nothing */

typedef struct group {
    hid_t id;
    hid_t *data; /* of each field */
    hsize_t rows;
} group;

struct facs_hdf5 {
    facs_env env;
    const facs_layout *layout;
    facs_whole_file whole;
    hid_t file;
    group *groups;
    int count, room;
};

/* ---- around every call ---- */

typedef struct printing {
    H5E_auto2_t function;
    void *data;
} printing;

static void begin(printing *before)
{
    pthread_mutex_lock(&one_at_a_time);
    H5Eget_auto2(H5E_DEFAULT, &before->function, &before->data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static void end(const printing *before)
{
    H5Eset_auto2(H5E_DEFAULT, before->function, before->data);
    pthread_mutex_unlock(&one_at_a_time);
}

/* libhdf5 tells the errno of a failed transfer in words */
static herr_t find_errno(unsigned depth, const H5E_error2_t *entry, void *code)
{
    (void)depth;
    static const char before[] = "errno = ";
    const char *words = entry->desc ? strstr(entry->desc, before) : NULL;
    if (words)
        *(int *)code = (int)strtol(words + sizeof before - 1, NULL, 10);
    return 0;
}

static facs_status fail(const facs_hdf5 *file, facs_error *error)
{
    int code = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_errno, &code);
    return facs_whole_fail(&file->whole, code ? code : EIO, error);
}

/* ---- life ---- */

static void close_groups(facs_hdf5 *file)
{
    for (int i = 0; i < file->count; i++) {
        group *old = &file->groups[i];
        for (int j = 0; old->data && j < file->layout->fields; j++)
            if (old->data[j] > 0)
                H5Dclose(old->data[j]);
        if (old->id > 0)
            H5Gclose(old->id);
        facs_free(&file->env, old->data);
    }
    file->count = 0;
}

/* what libhdf5 has not written yet is written here */
static herr_t close_file(facs_hdf5 *file)
{
    close_groups(file);
    const herr_t closed = file->file > 0 ? H5Fclose(file->file) : 0;
    file->file = 0;
    return closed;
}

static void release(facs_hdf5 **address)
{
    facs_hdf5 *file = *address;
    *address = NULL;
    facs_whole_abandon(&file->whole, false);
    facs_env env = file->env;
    facs_free(&env, file->groups);
    facs_free(&env, file);
}

void facs_hdf5_abandon(facs_hdf5 **file)
{
    printing before;
    if (!*file)
        return;
    begin(&before);
    close_file(*file);
    end(&before);
    release(file);
}

/* the part, by its name; facs_free() */
static char *part_path(const facs_hdf5 *file)
{
    char *folder = facs_path_dirname(&file->env, file->whole.path);
    char *path = folder ? facs_path_join(&file->env, folder, file->whole.part) : NULL;
    facs_free(&file->env, folder);
    return path;
}

static herr_t put_text(hid_t object, const char *name, const char *text)
{
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t written = attribute > 0 ? H5Awrite(attribute, type, &text) : -1;
    if (attribute > 0)
        H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    return written;
}

static facs_status create_file(facs_hdf5 *file, facs_error *error)
{
    char *path = part_path(file);
    if (!path)
        return facs_whole_fail(&file->whole, ENOMEM, error);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, false, true); /* the part is locked already */
    file->file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    facs_free(&file->env, path);
    const char *version = facs_version();
    if (file->file > 0 && put_text(file->file, "facsimile", version) >= 0)
        return FACS_OK;
    return fail(file, error);
}

facs_status facs_hdf5_open(const facs_env *env, const char *path, const facs_layout *layout, facs_hdf5 **file,
                           facs_error *error)
{
    facs_status status = facs_libhdf5_load(path, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    facs_hdf5 *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = full;
    made->layout = layout;
    int stream = strcmp(path, "-") == 0 ? STDOUT_FILENO : -1;
    status = stream < 0 ? facs_whole_open_named(&full, path, &made->whole, &stream, error) : FACS_OK;
    if (status == FACS_OK && stream >= 0) {
        if (stream > STDERR_FILENO)
            close(stream);
        status = facs_fail(error, FACS_E_OUTPUT, "%s: HDF5 cannot be written into a stream; name a file",
                           facs_output_name(path));
    } else if (status == FACS_OK) {
        printing before;
        begin(&before);
        status = create_file(made, error);
        end(&before);
    }
    if (status == FACS_OK)
        *file = made;
    else
        facs_hdf5_abandon(&made);
    return status;
}

/* ---- data ---- */

static hid_t type_of(const facs_field *field)
{
    switch (facs_field_type(field)) {
    case FACS_VALUE_INTEGER:
        return H5T_NATIVE_INT64;
    case FACS_VALUE_BOOL:
        return H5T_NATIVE_UINT8;
    case FACS_VALUE_F32:
        return H5T_NATIVE_FLOAT;
    case FACS_VALUE_F64:
        return H5T_NATIVE_DOUBLE;
    }
    return H5T_NATIVE_DOUBLE;
}

/* "x_" of a series -> "x" */
static void set_name(char name[64], const facs_field *field)
{
    const int length = (int)strlen(field->name);
    snprintf(name, 64, "%.*s", field->series ? length - 1 : length, field->name);
}

static hid_t create_data(hid_t parent, const facs_field *field)
{
    const int rank = field->series ? PLANE : 1;
    const hsize_t columns = (hsize_t)field->count, empty[PLANE] = {0, columns}, most[PLANE] = {H5S_UNLIMITED, columns},
                  chunk[PLANE] = {CHUNK_ROWS, columns};
    char name[64];
    set_name(name, field);
    hid_t space = H5Screate_simple(rank, empty, most), how = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(how, rank, chunk);
    H5Pset_obj_track_times(how, false); /* the same run leaves the same bytes */
    hid_t data = H5Dcreate2(parent, name, type_of(field), space, H5P_DEFAULT, how, H5P_DEFAULT);
    H5Pclose(how);
    H5Sclose(space);
    if (data > 0 && put_text(data, "unit", field->unit) >= 0 && put_text(data, "description", field->meaning) >= 0 &&
        (!field->frame[0] || put_text(data, "frame", field->frame) >= 0))
        return data;
    if (data > 0)
        H5Dclose(data);
    return -1;
}

static facs_status create_group(facs_hdf5 *file, const char *name, facs_error *error)
{
    group *made = &file->groups[file->count++]; /* close_groups() takes what there is of it */
    *made = (group){.data = facs_calloc(&file->env, (size_t)file->layout->fields, sizeof *made->data)};
    if (!made->data)
        return facs_whole_fail(&file->whole, ENOMEM, error);
    hid_t how = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(how, false);
    made->id = H5Gcreate2(file->file, name, H5P_DEFAULT, how, H5P_DEFAULT);
    H5Pclose(how);
    bool good = made->id > 0;
    for (int i = 0; i < file->layout->fields && good; i++) {
        made->data[i] = create_data(made->id, &file->layout->field[i]);
        good = made->data[i] > 0;
    }
    return good ? FACS_OK : fail(file, error);
}

facs_status facs_hdf5_add_group(facs_hdf5 *file, const char *name, facs_error *error)
{
    if (file->count == file->room) {
        const int room = file->room ? 2 * file->room : 4;
        group *grown =
            facs_regrow(&file->env, file->groups, (size_t)file->room * sizeof *grown, (size_t)room * sizeof *grown);
        if (!grown)
            return facs_whole_fail(&file->whole, ENOMEM, error);
        file->groups = grown;
        file->room = room;
    }
    printing before;
    begin(&before);
    facs_status status = create_group(file, name, error);
    end(&before);
    return status;
}

static herr_t append(hid_t data, const facs_field *field, hsize_t there, hsize_t rows, const void *values)
{
    const int rank = field->series ? PLANE : 1;
    const hsize_t columns = (hsize_t)field->count, size[PLANE] = {there + rows, columns}, start[PLANE] = {there, 0},
                  more[PLANE] = {rows, columns};
    herr_t written = H5Dset_extent(data, size);
    hid_t memory = H5Screate_simple(rank, more, NULL), place = H5Dget_space(data);
    if (written >= 0)
        written = H5Sselect_hyperslab(place, H5S_SELECT_SET, start, NULL, more, NULL);
    if (written >= 0)
        written = H5Dwrite(data, type_of(field), memory, place, H5P_DEFAULT, values);
    H5Sclose(place);
    H5Sclose(memory);
    return written;
}

facs_status facs_hdf5_append(facs_hdf5 *file, int index, int rows, void *const *values, facs_error *error)
{
    group *to = &file->groups[index];
    printing before;
    begin(&before);
    herr_t written = 0;
    for (int i = 0; i < file->layout->fields && written >= 0; i++)
        written = append(to->data[i], &file->layout->field[i], to->rows, (hsize_t)rows, values[i]);
    facs_status status = written >= 0 ? FACS_OK : fail(file, error);
    end(&before);
    to->rows += (hsize_t)rows;
    return status;
}

/* ---- end ---- */

const char *facs_hdf5_set_aside(facs_hdf5 *file)
{
    if (file->whole.replaces && facs_whole_rename(&file->whole, ".partial", NULL) != FACS_OK)
        return NULL;
    return file->whole.path;
}

facs_status facs_hdf5_finish(facs_hdf5 **address, facs_error *error)
{
    facs_hdf5 *file = *address;
    printing before;
    begin(&before);
    facs_status status = close_file(file) >= 0 ? FACS_OK : fail(file, error);
    end(&before);
    if (status == FACS_OK)
        status = facs_whole_commit(&file->whole, error);
    release(address);
    return status;
}
