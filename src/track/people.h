/* Who is where over time, and who is who: any number of faces, each a track, each track a person; docs/algorithm/tracking.md,
 * People.
 *
 * What is found of one face does not depend on who else is there: faces are looked for in frames that only the numbers of
 * the frames say, and each track has a fit of its own.  Only tracks that come to stand on one face look at each other. */
#ifndef FACS_TRACK_PEOPLE_H
#define FACS_TRACK_PEOPLE_H

#include "track/tracker.h"

enum {
    FACS_PEOPLE_USUAL = 8,
    FACS_PEOPLE_MOST = 32,
    FACS_PEOPLE_UNNAMED = 16, /**< frame of a face in which it is said who it is, however unclear, at the latest */
};

/** Tells who somebody is; `state` is handed to its functions.  Each of them is about the face that was seen last. */
typedef struct facs_recogniser {
    void *state;
    /** Look at a face of a frame: n points, x of all, then y.  *clear: it can be told whose it is. */
    facs_status (*see)(void *state, const facs_image *bgr, int n, const float *landmarks, bool *clear,
                       facs_error *error);
    /** How alike it is to a person: -1 to 1, one person's faces mostly above 0.3. */
    float (*like)(const void *state, int person);
    /** A person who is known and none of those present, or, the face being no one's or not clear, a new number.  It is
     *  learned. */
    facs_status (*who)(void *state, const int *present, int present_count, int *person, facs_error *error);
    /** A new number for somebody whose face nobody has seen clearly; nothing is learned. */
    facs_status (*stranger)(void *state, int *person, facs_error *error);
    /** It is this person, too: remember what he looks like. */
    void (*learn)(void *state, int person);
    /** Two are one: `drop` is never said again. */
    void (*same)(void *state, int keep, int drop);
    /** Whom a number means since same(): itself, but for those that were dropped. */
    int (*now)(const void *state, int person);
    /** Another video begins.  How many persons are known already: their numbers are those from 0 on. */
    int (*reset)(void *state);
} facs_recogniser;

typedef struct facs_people_settings {
    int most; /**< faces at the same time, 1 to FACS_PEOPLE_MOST */
    facs_order order;
    const facs_recogniser *recogniser; /**< borrowed; NULL: every track is a new person */
    bool later; /**< faces of whom it is not known yet who they are are given, too, with person -1, and
                     facs_people_news() tells later; else they are not given until then */
} facs_people_settings;

/** Who a track is that was given with person -1.  Person -1: it was no face of its own, but had run onto one that
 *  another track has. */
typedef struct facs_track_person {
    int track, person;
} facs_track_person;

typedef struct facs_people facs_people; /**< state; one thread */

facs_status facs_people_create(const facs_env *env, const facs_track_stages *stages,
                               const facs_people_settings *settings, facs_people **people, facs_error *error);
void facs_people_destroy(facs_people **people);
/** Another video begins. */
void facs_people_reset(facs_people *people);

/** Process one frame; see facs_tracker_frame().  Faces come in the order of the settings, tracked[i].slot is the place
 *  (facs_face.face_id); no person is there twice. */
facs_status facs_people_frame(facs_people *people, const facs_image *bgr, const facs_image *image,
                              facs_tracked tracked[FACS_PEOPLE_MOST], int *count, facs_error *error);

/** What has become known of tracks that were given with person -1, each of them once; forgotten with this call. */
int facs_people_news(facs_people *people, facs_track_person news[FACS_PEOPLE_MOST]);
/** Nothing better comes: whoever is still to be named is somebody new. */
facs_status facs_people_decide(facs_people *people, facs_error *error);

/** From the next frame on the second is the first: as soon as they are not both there. */
facs_status facs_people_same(facs_people *people, int keep, int drop, facs_error *error);

#endif
