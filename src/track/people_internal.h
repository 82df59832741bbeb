/* Shared by the files of people.h and their tests. */
#ifndef FACS_TRACK_PEOPLE_INTERNAL_H
#define FACS_TRACK_PEOPLE_INTERNAL_H

#include "track/face_patch.h"
#include "track/people.h"

enum {
    FACS_PEOPLE_DETECT_EVERY = 8, /* frames */
    FACS_PEOPLE_LOST_MOST = 24,   /* frames that a track waits for its face */
    FACS_PEOPLE_SETTLED = 8,      /* frames after which a track is no beginner */
    FACS_PEOPLE_LEARN_EVERY = 32, /* frames of a track */
    FACS_PEOPLE_LATELY = 100,     /* frames in which somebody who left is expected back */
};

/** One face over time. */
typedef struct facs_people_track {
    void *fit;  /**< of the landmark engine */
    void *good; /**< the same, when it was last seen */
    int number, place;
    int person;     /**< -1 = nobody has seen clearly yet who it is */
    bool waits;     /**< it was given without a person */
    int guess;      /**< whom it looks like while it has no person */
    int guessed;    /**< frames that say so, less those that say something else */
    int64_t began;  /**< facs_people.frame of its first frame */
    int64_t named;  /**< and of that in which it was said who it is */
    bool seen;      /**< in this frame */
    bool doubted;   /**< it may be somebody else */
    int frames;     /**< it was seen in */
    int lost;       /**< frames since it was last seen; 0 = it is */
    int since;      /**< frames since the detector has found it */
    int owner;      /**< number of the track whose face this one has run onto; -1 = none */
    float box[4];   /**< of the points, when it was last seen: x, y, width, height */
    float speed[2]; /**< pixels a frame */
    facs_face_patch look;
} facs_people_track;

typedef struct facs_two_persons {
    int keep, drop;
} facs_two_persons;

/** When a person was seen last. */
typedef struct facs_person_seen {
    int person;
    int64_t frame;
    int64_t shown; /**< the same, or in doubt */
} facs_person_seen;

struct facs_people {
    facs_env env;
    facs_track_stages stages;
    facs_people_settings settings;
    facs_people_track track[FACS_PEOPLE_MOST]; /**< `count` of them are on, the oldest first */
    int count;
    int next_track, next_person;               /**< numbers that nobody has had */
    int64_t frame;                             /**< since the start or the last cut */
    facs_person_seen lately[FACS_PEOPLE_MOST]; /**< since the start or the last cut */
    int lately_count;
    facs_face_patch picture; /**< of the frame before */
    facs_two_persons *same;  /**< that are one */
    int same_count, same_room;
    facs_track_person news[FACS_PEOPLE_MOST]; /**< each track waits once, so there is room */
    int news_count;
};

/** Bounding box of the points of a fit. */
void facs_people_box(const facs_people *people, const void *fit, float box[4]);
/** Where the face is now, as it went on. */
void facs_people_expect(const facs_people_track *track, float box[4]);
/** Follow all tracks; those whose points went where the face cannot be have not seen it. */
facs_status facs_people_follow(facs_people *people, const facs_image *image, facs_error *error);
/** Of tracks that stand on one face only one goes on seeing it. */
facs_status facs_people_settle(facs_people *people, const facs_image *bgr, facs_error *error);
/** Remember those that were seen. */
void facs_people_note(facs_people *people, const facs_image *bgr);
/** Look for faces: those of lost tracks, and new ones as long as there is room. */
facs_status facs_people_find(facs_people *people, const facs_image *bgr, const facs_image *image, facs_error *error);
/** Say who new and doubted tracks are, and learn what people look like. */
facs_status facs_people_name(facs_people *people, const facs_image *bgr, facs_error *error);
void facs_people_end(facs_people *people, int index);
/** If the track was given without a person: what has become of it is news. */
void facs_people_tell(facs_people *people, facs_people_track *track);
/** Who a track without a person is when nothing more can be known: whom it looked like, or somebody new. */
facs_status facs_people_suppose(facs_people *people, int index, int *person, facs_error *error);
/** A face has been found in the fit of the track: it is seen. */
void facs_people_see(facs_people *people, facs_people_track *track, const facs_image *bgr);
/** Does another track stand, or is it expected, where this one is? */
bool facs_people_is_covered(const facs_people *people, const facs_people_track *track);

#endif
