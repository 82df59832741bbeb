/* Starts of pictures: what kind they are, and how they are to be turned. */
#include "fuzz_world.h"

#include "media/iso_picture.h"
#include "media/orient.h"
#include "media/still_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.tga", "-", "a"};
    const facs_iso_picture picture = facs_iso_picture_read(data, size);
    fuzz_check(picture.orientation >= 1 && picture.orientation <= 8, "orientation %d", picture.orientation);
    fuzz_check(picture.type[4] == '\0', "a type without an end");
    const int orientation = facs_file_orientation(data, size);
    fuzz_check(orientation >= 1 && orientation <= 8, "orientation %d", orientation);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const facs_still_kind kind = facs_still_kind_of(names[i], data, size);
        fuzz_check(kind.reader == FACS_STILL_CODEC || kind.codec == 0, "codec %d", kind.codec);
    }
    return 0;
}
