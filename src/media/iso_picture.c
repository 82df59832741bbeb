/* See iso_picture.h.  ISO/IEC 14496-12 (boxes) and 23008-12 (items and their properties):
 *
 *     ftyp                 brands: "avif", "heic", "mif1" ... are pictures, "avis", "msf1" ... sequences
 *     meta                 pitm  number of the primary item
 *                          iinf  infe for each item: number, type
 *                          iprp  ipco  properties, numbered from 1 in their order: irot, imir ...
 *                                ipma  which properties an item has, in the order in which they apply
 *
 * EXIF orientation inside such a file says nothing: only irot (turn counter-clockwise by 90 degrees n times) and imir
 * (0: top and bottom change places, 1: left and right) count. */
#include "media/iso_picture.h"

#include <string.h>

enum { HEADER = 8, PROPERTIES_MOST = 64, BRANDS_MOST = 32 };

/* what is left of a box, or of the file */
typedef struct span {
    const uint8_t *at;
    size_t left;
} span;

static uint32_t take(span *from, size_t bytes)
{
    uint32_t value = 0;
    if (from->left < bytes) {
        from->left = 0;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | from->at[i];
    from->at += bytes;
    from->left -= bytes;
    return value;
}

/* the next box of `from`; false = there is none */
static bool next_box(span *from, char type[5], span *content)
{
    if (from->left < HEADER)
        return false;
    span rest = *from;
    size_t size = take(&rest, 4), header = HEADER;
    memcpy(type, rest.at, 4);
    type[4] = '\0';
    take(&rest, 4);
    if (size == 1) { /* 64 bits */
        uint64_t high = take(&rest, 4);
        uint64_t wide = high << 32 | take(&rest, 4);
        header += 8;
        size = wide > from->left ? from->left : (size_t)wide;
    } else if (size == 0) {
        size = from->left;
    }
    if (size < header || from->left < header)
        return false;
    if (size > from->left)
        size = from->left;
    *content = (span){from->at + header, size - header};
    from->at += size;
    from->left -= size;
    return true;
}

static bool find_box(span from, const char *wanted, span *content)
{
    char type[5];
    while (next_box(&from, type, content))
        if (strcmp(type, wanted) == 0)
            return true;
    return false;
}

/* version of a box that has one; its flags go */
static uint32_t take_version(span *from)
{
    uint32_t version = take(from, 1);
    take(from, 3);
    return version;
}

bool facs_iso_is_picture(const uint8_t *head, size_t count)
{
    static const char *const stills[] = {"avif", "heic", "heix", "heim", "heis", "mif1"};
    span file = {head, count}, brands;
    char type[5];
    if (!next_box(&file, type, &brands) || strcmp(type, "ftyp") != 0 || brands.left < 8)
        return false;
    for (size_t i = 0; i < sizeof stills / sizeof *stills; i++)
        if (memcmp(brands.at, stills[i], 4) == 0)
            return true;
    return false;
}

static void find_type(span meta, uint32_t item, facs_iso_picture *picture)
{
    span infos, info;
    char type[5];
    if (!find_box(meta, "iinf", &infos))
        return;
    take(&infos, take_version(&infos) == 0 ? 2 : 4);
    while (next_box(&infos, type, &info)) {
        uint32_t version = take_version(&info);
        if (strcmp(type, "infe") != 0 || version < 2)
            continue;
        uint32_t number = take(&info, version == 2 ? 2 : 4);
        take(&info, 2);
        if (number == item && info.left >= 4)
            memcpy(picture->type, info.at, 4);
    }
}

/* Orientations as a mirroring left to right, then turns clockwise; in that form two of them are easily joined. */
static int turn(int orientation, int quarters)
{
    static const int clockwise[9] = {0, 6, 7, 8, 5, 2, 3, 4, 1}; /* what an orientation becomes */
    for (int i = 0; i < quarters; i++)
        orientation = clockwise[orientation];
    return orientation;
}

static int mirror(int orientation, bool left_right)
{
    static const int sides[9] = {0, 2, 1, 4, 3, 6, 5, 8, 7}, ends[9] = {0, 4, 3, 2, 1, 8, 7, 6, 5};
    return left_right ? sides[orientation] : ends[orientation];
}

/* property number `index` from 1 */
static void apply(span properties, uint32_t index, facs_iso_picture *picture)
{
    char type[5];
    span property;
    for (uint32_t i = 1; next_box(&properties, type, &property); i++) {
        if (i != index)
            continue;
        if (strcmp(type, "irot") == 0)
            picture->orientation = turn(picture->orientation, (4 - (int)(take(&property, 1) & 3)) % 4);
        if (strcmp(type, "imir") == 0)
            picture->orientation = mirror(picture->orientation, take(&property, 1) & 1);
        return;
    }
}

static void find_orientation(span meta, uint32_t item, facs_iso_picture *picture)
{
    span iprp, ipco, ipma;
    if (!find_box(meta, "iprp", &iprp) || !find_box(iprp, "ipco", &ipco) || !find_box(iprp, "ipma", &ipma))
        return;
    uint32_t version = take(&ipma, 1), flags = take(&ipma, 3), items = take(&ipma, 4);
    for (uint32_t i = 0; i < items && ipma.left > 0; i++) {
        uint32_t number = take(&ipma, version == 0 ? 2 : 4), count = take(&ipma, 1);
        for (uint32_t j = 0; j < count && ipma.left > 0; j++) {
            uint32_t index = flags & 1 ? take(&ipma, 2) & 0x7fff : take(&ipma, 1) & 0x7f;
            if (number == item && j < PROPERTIES_MOST)
                apply(ipco, index, picture);
        }
    }
}

facs_iso_picture facs_iso_picture_read(const uint8_t *bytes, size_t count)
{
    facs_iso_picture picture = {.orientation = 1};
    span file = {bytes, count}, meta, pitm;
    if (!find_box(file, "meta", &meta))
        return picture;
    take_version(&meta);
    if (!find_box(meta, "pitm", &pitm))
        return picture;
    uint32_t item = take(&pitm, take_version(&pitm) == 0 ? 2 : 4);
    find_type(meta, item, &picture);
    find_orientation(meta, item, &picture);
    return picture;
}
