/* Files of calibrations: what is accepted has all numbers of its engine, each in range, and reads back the same when it
 * is written. */
#include "fuzz_world.h"

#include "session/calibrate.h"

#include <math.h>
#include <string.h>

static void check_person(const facs_calibration *calibration, int index)
{
    const facs_learnt *learnt = &calibration->person[index];
    const int count = facs_calibration_size(calibration->engine->learns);
    fuzz_check(learnt->person >= 0 && learnt->frames > 0 && count <= FACS_CALIBRATION_VALUES_MAX,
               "person %d, %lld frames, %d numbers", learnt->person, (long long)learnt->frames, count);
    for (int i = 0; i < count; i++)
        fuzz_check(fabs(learnt->values[i]) <= FACS_CALIBRATION_LARGEST, "number %d: %g", i, learnt->values[i]);
    for (int i = 0; i < index; i++)
        fuzz_check(calibration->person[i].person != learnt->person, "person %d is there twice", learnt->person);
}

static void check_looks(const facs_gallery_looks *looks)
{
    fuzz_check(looks->count >= 0 && looks->count <= FACS_GALLERY_LOOKS, "%d looks", looks->count);
    for (int k = 0; k < looks->count; k++) {
        const double alike = (double)facs_descriptor_likeness(looks->vector[k], looks->vector[0]);
        fuzz_check(looks->quality[k] > 0 && looks->quality[k] <= 1, "quality %g", (double)looks->quality[k]);
        fuzz_check(fabs(alike) < 1.01, "look %d: likeness %g", k, alike);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/calibration", data, size);
    facs_calibration *calibration = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_calibration_read(env, "/calibration", &calibration, &error), &error))
        for (int i = 0; i < calibration->persons; i++) {
            check_person(calibration, i);
            check_looks(&calibration->looks[i]);
        }
    facs_calibration_destroy(&calibration);
    fuzz_end();
    return 0;
}
