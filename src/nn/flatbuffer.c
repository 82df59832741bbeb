/* See flatbuffer.h.  Layout: an offset is relative to where it stands; a table begins with the (signed) distance back to
 * its list of fields, which begins with two 16-bit lengths and has a 16-bit distance from the table for each field. */
#include "nn/flatbuffer.h"

static bool holds(facs_flat *flat, size_t at, size_t bytes)
{
    if (at <= flat->size && bytes <= flat->size - at)
        return true;
    if (!flat->damaged)
        flat->where = at < flat->size ? at : flat->size;
    flat->damaged = true;
    return false;
}

static uint32_t u16_of(facs_flat *flat, size_t at)
{
    if (!holds(flat, at, 2))
        return 0;
    return (uint32_t)flat->bytes[at] | (uint32_t)flat->bytes[at + 1] << 8;
}

static uint32_t u32_of(facs_flat *flat, size_t at)
{
    if (!holds(flat, at, 4))
        return 0;
    const uint8_t *b = flat->bytes + at;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static facs_flat_table table_from(facs_flat *flat, size_t at)
{
    facs_flat_table none = {0}, table = {.at = at};
    const int64_t fields = (int64_t)at - (int32_t)u32_of(flat, at);
    if (flat->damaged || !holds(flat, at, 4))
        return none;
    if (fields < 0 || !holds(flat, (size_t)fields, 4)) {
        flat->where = flat->damaged ? flat->where : at;
        flat->damaged = true;
        return none;
    }
    table.fields = (size_t)fields;
    table.field_bytes = u16_of(flat, table.fields);
    return holds(flat, table.fields, table.field_bytes) ? table : none;
}

/* Where an offset leads; 0 = nowhere */
static size_t target_of(facs_flat *flat, size_t at)
{
    const uint32_t offset = u32_of(flat, at);
    if (flat->damaged || offset == 0 || !holds(flat, at + offset, 4))
        return 0;
    return at + offset;
}

/* Where a field's value stands; 0 = the table does not have it */
static size_t place_of(facs_flat *flat, facs_flat_table table, int field, size_t bytes)
{
    const uint32_t entry = 4 + 2 * (uint32_t)field;
    if (table.at == 0 || entry + 2 > table.field_bytes)
        return 0;
    const uint32_t offset = u16_of(flat, table.fields + entry);
    return offset != 0 && holds(flat, table.at + offset, bytes) ? table.at + offset : 0;
}

facs_flat_table facs_flat_root(facs_flat *flat)
{
    const size_t at = target_of(flat, 0);
    return at ? table_from(flat, at) : (facs_flat_table){0};
}

int facs_flat_i8(facs_flat *flat, facs_flat_table table, int field, int missing)
{
    const size_t at = place_of(flat, table, field, 1);
    return at ? (int8_t)flat->bytes[at] : missing;
}

uint32_t facs_flat_u32(facs_flat *flat, facs_flat_table table, int field, uint32_t missing)
{
    const size_t at = place_of(flat, table, field, 4);
    return at ? u32_of(flat, at) : missing;
}

int32_t facs_flat_i32(facs_flat *flat, facs_flat_table table, int field, int32_t missing)
{
    return (int32_t)facs_flat_u32(flat, table, field, (uint32_t)missing);
}

facs_flat_table facs_flat_child(facs_flat *flat, facs_flat_table table, int field)
{
    const size_t at = place_of(flat, table, field, 4), target = at ? target_of(flat, at) : 0;
    return target ? table_from(flat, target) : (facs_flat_table){0};
}

facs_flat_vector facs_flat_list(facs_flat *flat, facs_flat_table table, int field, size_t element)
{
    const size_t at = place_of(flat, table, field, 4), target = at ? target_of(flat, at) : 0;
    const uint32_t count = target ? u32_of(flat, target) : 0;
    /* without an overflow: more elements than bytes are outside in any case */
    if (!target || !holds(flat, target + 4, count > flat->size ? flat->size : count * element))
        return (facs_flat_vector){0};
    return (facs_flat_vector){target + 4, count};
}

facs_flat_table facs_flat_table_at(facs_flat *flat, facs_flat_vector list, uint32_t index)
{
    const size_t target = target_of(flat, list.at + 4 * (size_t)index);
    return target ? table_from(flat, target) : (facs_flat_table){0};
}

int32_t facs_flat_i32_at(const facs_flat *flat, facs_flat_vector list, uint32_t index)
{
    const uint8_t *b = flat->bytes + list.at + 4 * (size_t)index;
    return (int32_t)((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
}
