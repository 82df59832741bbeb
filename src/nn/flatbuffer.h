/* Walking through a file of Google's FlatBuffers format, every step of which is checked: nothing outside the bytes is read,
 * whatever they say.  A table's fields have numbers, those of the schema. */
#ifndef FACS_NN_FLATBUFFER_H
#define FACS_NN_FLATBUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The file.  A step that leads outside sets `damaged`, with the place, and gives something empty. */
typedef struct facs_flat {
    const uint8_t *bytes;
    size_t size;
    bool damaged;
    size_t where;
} facs_flat;

/** A table; at = 0: there is none, and so none of its fields. */
typedef struct facs_flat_table {
    size_t at, fields; /**< the table, the list of where its fields are */
    uint32_t field_bytes;
} facs_flat_table;

/** A vector of `count` elements of which all bytes are there. */
typedef struct facs_flat_vector {
    size_t at;
    uint32_t count;
} facs_flat_vector;

facs_flat_table facs_flat_root(facs_flat *flat);
/** Scalars; `missing` when the table does not have the field. */
int facs_flat_i8(facs_flat *flat, facs_flat_table table, int field, int missing);
int32_t facs_flat_i32(facs_flat *flat, facs_flat_table table, int field, int32_t missing);
uint32_t facs_flat_u32(facs_flat *flat, facs_flat_table table, int field, uint32_t missing);
facs_flat_table facs_flat_child(facs_flat *flat, facs_flat_table table, int field);
/** `element` = bytes of one. */
facs_flat_vector facs_flat_list(facs_flat *flat, facs_flat_table table, int field, size_t element);
/** Element of a vector of tables; of 32-bit numbers.  The index must be below the vector's count. */
facs_flat_table facs_flat_table_at(facs_flat *flat, facs_flat_vector list, uint32_t index);
int32_t facs_flat_i32_at(const facs_flat *flat, facs_flat_vector list, uint32_t index);

#endif
