/* The persons of a run, by looks of their faces: who is this?  docs/algorithm/identity.md, Gallery. */
#ifndef FACS_IDENTITY_GALLERY_H
#define FACS_IDENTITY_GALLERY_H

#include "identity/face_descriptor.h"

enum { FACS_GALLERY_LOOKS = 8 }; /**< of a person that are kept */

/** So alike two faces are one person's; docs/algorithm/identity.md says how it was chosen. */
#define FACS_GALLERY_KNOWN 0.48f
/** From this quality on a face can be told. */
#define FACS_GALLERY_CLEAR 0.35f

/** What is known of a person's face; count 0 = nothing. */
typedef struct facs_gallery_looks {
    int count;
    float quality[FACS_GALLERY_LOOKS];
    float vector[FACS_GALLERY_LOOKS][FACS_DESCRIPTOR_LENGTH];
} facs_gallery_looks;

/** One who uses a gallery takes it first and gives it back.  FACS_E_STATE: another one has it. */
facs_status facs_gallery_take(facs_gallery *gallery, facs_error *error);
void facs_gallery_give(facs_gallery *gallery);
/** Nobody is known; the next person is number 0. */
void facs_gallery_reset(facs_gallery *gallery);
/** How many numbers have been given, those of persons who are one with others included. */
int facs_gallery_count(const facs_gallery *gallery);

/** The person of a face: the most alike of those known and not present, when alike enough; else a new one, with the
 *  next number.  Learns the face.
 *  @param vector  NULL or quality 0 = the face cannot be told: a new person
 *  @param present persons who are in the picture elsewhere
 *  Errors: FACS_E_MEMORY. */
facs_status facs_gallery_who(facs_gallery *gallery, const float *vector, float quality, const int *present,
                             int present_count, int *person, facs_error *error);
/** Another look of a person who is being tracked.  Looks too unlike all that are known of him, or like one of them, or
 *  of poor quality, are not kept. */
void facs_gallery_learn(facs_gallery *gallery, int person, const float vector[FACS_DESCRIPTOR_LENGTH], float quality);
/** How alike the face is to the person: -1 .. 1; -1 = nothing is known of him. */
float facs_gallery_likeness(const facs_gallery *gallery, int person, const float vector[FACS_DESCRIPTOR_LENGTH]);
/** Two persons are one: `drop` means `keep` from now on, and his looks are `keep`'s.
 *  FACS_E_ARGUMENT: no such person. */
facs_status facs_gallery_same(facs_gallery *gallery, int keep, int drop, facs_error *error);
/** Into an empty gallery, persons 0 .. count - 1 who are known already; those of whom nothing is known have a number and
 *  are nobody.  FACS_E_MEMORY. */
facs_status facs_gallery_know(facs_gallery *gallery, const facs_gallery_looks *looks, int count, facs_error *error);
/** What is known of a person; false: nothing, or he is called as somebody else. */
bool facs_gallery_looks_of(const facs_gallery *gallery, int person, facs_gallery_looks *looks);
/** Who `person` is since facs_gallery_same(). */
int facs_gallery_now(const facs_gallery *gallery, int person);

#endif
