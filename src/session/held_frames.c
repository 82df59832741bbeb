/* See held_frames.h.
 *
 * A face waits for its person for fewer than FACS_PEOPLE_UNNAMED frames (track/people.h), so there is room for that
 * many: a ring. */
#include "session/held_frames.h"

#include <string.h>

enum { KEPT = 4 << 20 /* bytes of pixels of a place that are kept when nothing waits any more */ };

typedef struct held_frame {
    facs_outcome *outcome;
    facs_pixels bgr;
} held_frame;

struct facs_held_frames {
    facs_env env;
    facs_order order;
    held_frame frame[FACS_PEOPLE_UNNAMED];
    int first, count;
};

facs_status facs_held_frames_create(const facs_env *env, facs_order order, facs_held_frames **held, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_held_frames *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->order = order;
    *held = made;
    return FACS_OK;
}

static held_frame *place(facs_held_frames *held, int index)
{
    return &held->frame[(held->first + index) % FACS_PEOPLE_UNNAMED];
}

void facs_held_frames_destroy(facs_held_frames **address)
{
    facs_held_frames *held = *address;
    *address = NULL;
    if (!held)
        return;
    const facs_env env = held->env;
    for (int i = 0; i < held->count; i++)
        facs_outcome_free(&env, &place(held, i)->outcome);
    for (int i = 0; i < FACS_PEOPLE_UNNAMED; i++)
        facs_pixels_free(&env, &held->frame[i].bgr);
    facs_free(&env, held);
}

/* ---- who is who ---- */

/* Places of faces are counted anew where they are an order; else each keeps its own. */
static void remove_face(const facs_held_frames *held, facs_face_store *store, int index)
{
    facs_face_slot *slots = store->slots, removed = slots[index];
    const int count = --store->result.face_count;
    memmove(&slots[index], &slots[index + 1], (size_t)(count - index) * sizeof *slots);
    slots[count] = removed; /* its arrays are still the store's */
    for (int i = index; i < count && held->order != FACS_ORDER_FIRST; i++)
        slots[i].face.face_id = i;
}

static int find_person(const facs_face_store *store, int person)
{
    for (int i = 0; i < store->result.face_count; i++)
        if (store->slots[i].face.person == person)
            return i;
    return -1;
}

/* The face of a track is this person's, who has no other in the frame: a track of his that had lost him gives way. */
static void name_face(const facs_held_frames *held, facs_face_store *store, const facs_track_person *news)
{
    int at = -1;
    for (int i = 0; i < store->result.face_count; i++)
        if (store->slots[i].face.person < 0 && store->slots[i].face.track == news->track)
            at = i;
    if (at < 0)
        return;
    const int other = news->person < 0 ? -1 : find_person(store, news->person);
    if (news->person < 0 || (other >= 0 && store->slots[other].face.success)) {
        remove_face(held, store, at);
        return;
    }
    store->slots[at].face.person = news->person;
    if (other >= 0)
        remove_face(held, store, other);
}

static bool is_known(const facs_outcome *outcome)
{
    return outcome->status != FACS_OK || find_person(&outcome->store, -1) < 0;
}

/* It never is, unless memory has run out: what nobody can name any more goes. */
static void make_room(facs_held_frames *held)
{
    for (int i = 0; i < held->count; i++) {
        facs_face_store *store = &place(held, i)->outcome->store;
        for (int at; (at = find_person(store, -1)) >= 0;)
            remove_face(held, store, at);
    }
}

/* ---- frames ---- */

bool facs_held_frames_takes(const facs_held_frames *held, const facs_outcome *outcome)
{
    return held->count > 0 || outcome->last || !is_known(outcome);
}

void facs_held_frames_add(facs_held_frames *held, facs_pixels *bgr, facs_outcome *outcome)
{
    for (int i = 0; i < held->count; i++)
        for (int k = 0; k < outcome->news_count; k++)
            name_face(held, &place(held, i)->outcome->store, &outcome->news[k]);
    if (outcome->last) {
        make_room(held);
        return;
    }
    held_frame *taken = place(held, held->count++);
    const facs_image image = facs_pixels_view(bgr);
    if (!outcome->blank)
        facs_image_need_all(&image);
    bgr->late = NULL;
    taken->outcome = outcome;
    const facs_pixels other = taken->bgr;
    taken->bgr = *bgr;
    *bgr = other;
    if (held->count == FACS_PEOPLE_UNNAMED && !is_known(place(held, 0)->outcome))
        make_room(held);
}

/* nobody looks at them any more: of landmark fits with helpers those have pictures of their own, which are grey */
static void give_back(facs_held_frames *held)
{
    for (int i = 0; i < FACS_PEOPLE_UNNAMED; i++)
        if (held->frame[i].bgr.capacity > KEPT)
            facs_pixels_free(&held->env, &held->frame[i].bgr);
}

facs_outcome *facs_held_frames_next(facs_held_frames *held, facs_image *bgr)
{
    held_frame *oldest = place(held, 0);
    if (held->count == 0)
        give_back(held);
    if (held->count == 0 || !is_known(oldest->outcome))
        return NULL;
    facs_outcome *outcome = oldest->outcome;
    oldest->outcome = NULL;
    *bgr = facs_pixels_view(&oldest->bgr);
    held->first = (held->first + 1) % FACS_PEOPLE_UNNAMED;
    held->count--;
    return outcome;
}

int facs_held_frames_count(const facs_held_frames *held)
{
    return held->count;
}
