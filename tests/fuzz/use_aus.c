/* See use_aus.h. */
#include "use_aus.h"

#include "au/au.h"
#include "fuzz_world.h"

void use_aus(const facs_env *env, const facs_au_model *model)
{
    static float fhog[FACS_FHOG_SIZE], p[FACS_M_MAX];
    double au_r[FACS_AU_R] = {0}, au_c[FACS_AU_C] = {0};
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        fhog[i] = (float)(i % 11) * 0.05f;
    for (int i = 0; i < FACS_M_MAX; i++)
        p[i] = (float)(i % 5 - 2);
    facs_au_static(env, model, fhog, p, au_r, au_c);
    for (int i = 0; i < FACS_AU_R; i++)
        fuzz_check(au_r[i] >= 0 && au_r[i] <= 5, "intensity %d is %g", i, au_r[i]);
}
