/* HDF5: a group for each face number, or for each person where these are known, in it a data set for each column or series, with unit and description as attributes
 * (docs/columns.md, HDF5).
 *
 *     /face_0/frame        N      attributes: unit, description, frame (of coordinates, where there is one)
 *     /face_0/x            N x 68
 *
 * Values are those of the results, not rounded as in the CSV.  Rows are gathered before they are written. */
#include "sink/hdf5_file.h"
#include "sink/sink.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 64 /* that are written together */ };

typedef struct gathered {
    int number, rows; /* of the face or the person */
    void **values;    /* of each field: ROWS x its count; one block with what they point to */
} gathered;

typedef struct hdf5 {
    facs_env env;
    const facs_layout *layout;
    facs_hdf5 *file;
    gathered *faces; /* in the order of the groups */
    bool persons;    /* a group is a person */
    int count, room;
} hdf5;

/* bytes of a field, so that the next one is aligned */
static size_t field_bytes(const facs_field *field)
{
    const size_t step = sizeof(double), bytes = ROWS * (size_t)field->count * facs_field_value_size(field);
    return (bytes + step - 1) / step * step;
}

static void release(hdf5 *made)
{
    facs_env env = made->env;
    for (int i = 0; i < made->count; i++)
        facs_free(&env, made->faces[i].values);
    facs_free(&env, made->faces);
    facs_free(&env, made);
}

static facs_status open_hdf5(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    hdf5 *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    made->persons = facs_layout_has(place->layout, FACS_FROM_PERSON);
    facs_status status = facs_hdf5_open(&env, place->path, place->layout, &made->file, error);
    if (status == FACS_OK)
        *state = made;
    else
        release(made);
    return status;
}

/* NULL = no memory */
static void **make_values(const hdf5 *to)
{
    const size_t fields = (size_t)to->layout->fields;
    size_t bytes = 0;
    for (size_t i = 0; i < fields; i++)
        bytes += field_bytes(&to->layout->field[i]);
    void **values = facs_calloc(&to->env, 1, fields * sizeof *values + bytes);
    char *at = values ? (char *)(values + fields) : NULL;
    for (size_t i = 0; values && i < fields; i++) {
        values[i] = at;
        at += field_bytes(&to->layout->field[i]);
    }
    return values;
}

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "HDF5: out of memory for one more face");
}

/* the place of a face or person, with a group of its own */
static facs_status find(hdf5 *to, int number, int *index, facs_error *error)
{
    for (*index = 0; *index < to->count; ++*index)
        if (to->faces[*index].number == number)
            return FACS_OK;
    if (to->count == to->room) {
        const int room = to->room ? 2 * to->room : 4;
        gathered *grown =
            facs_regrow(&to->env, to->faces, (size_t)to->room * sizeof *grown, (size_t)room * sizeof *grown);
        if (!grown)
            return no_memory(error);
        to->faces = grown;
        to->room = room;
    }
    void **values = make_values(to);
    if (!values)
        return no_memory(error);
    to->faces[to->count++] = (gathered){.number = number, .values = values};
    char name[32];
    snprintf(name, sizeof name, to->persons ? "person_%d" : "face_%d", number);
    return facs_hdf5_add_group(to->file, name, error);
}

static facs_status flush(hdf5 *to, int index, facs_error *error)
{
    gathered *from = &to->faces[index];
    const int rows = from->rows;
    from->rows = 0;
    return rows ? facs_hdf5_append(to->file, index, rows, from->values, error) : FACS_OK;
}

static facs_status write_hdf5(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    hdf5 *to = state;
    facs_status status = FACS_OK;
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        const facs_face *face = facs_result_face(result, i);
        int index;
        status = find(to, to->persons ? face->person : face->face_id, &index, error);
        if (status != FACS_OK)
            return status;
        gathered *of = &to->faces[index];
        for (int j = 0; j < to->layout->fields; j++) {
            const facs_field *field = &to->layout->field[j];
            const facs_values values = facs_field_values(field, result, face);
            const size_t bytes = (size_t)field->count * facs_field_value_size(field);
            facs_values_copy((char *)of->values[j] + (size_t)of->rows * bytes, field, &values);
        }
        if (++of->rows == ROWS)
            status = flush(to, index, error);
    }
    return status;
}

static void abandon_hdf5(void **state)
{
    hdf5 *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_hdf5_abandon(&lost->file);
    release(lost);
}

static facs_status finish_hdf5(void **state, facs_error *error)
{
    hdf5 *done = *state;
    facs_status status = FACS_OK;
    for (int i = 0; i < done->count && status == FACS_OK; i++)
        status = flush(done, i, error);
    if (status == FACS_OK)
        status = facs_hdf5_finish(&done->file, error);
    abandon_hdf5(state);
    return status;
}

static const char *set_hdf5_aside(void *state)
{
    return facs_hdf5_set_aside(((hdf5 *)state)->file);
}

const facs_sink facs_sink_hdf5 = {.name = "hdf5",
                                  .ending = ".h5",
                                  .meaning = "HDF5: a group for each face, a data set for each column or series",
                                  .needs = FACS_SINK_FINAL_AUS,
                                  .file_per_picture = true,
                                  .open = open_hdf5,
                                  .write = write_hdf5,
                                  .finish = finish_hdf5,
                                  .set_aside = set_hdf5_aside,
                                  .abandon = abandon_hdf5};
