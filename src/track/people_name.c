/* Who is who: the persons of tracks; docs/algorithm/tracking.md, People. */
#include "identity/gallery.h"
#include "track/people_internal.h"

enum { PRESENT_MOST = 2 * FACS_PEOPLE_MOST };

static bool is_among(const int *persons, int count, int person)
{
    for (int i = 0; i < count; i++)
        if (persons[i] == person)
            return true;
    return false;
}

/* Persons who are seen on other tracks and are not in question themselves; beside a face that waits for its person, also
 * those who were seen since it came. */
static int present_beside(const facs_people *people, int index, int present[PRESENT_MOST])
{
    int count = 0;
    for (int i = 0; i < people->count; i++) {
        const facs_people_track *track = &people->track[i];
        if (i != index && track->seen && !track->doubted && track->person >= 0)
            present[count++] = track->person;
    }
    const facs_people_track *asked = &people->track[index];
    for (int i = 0; i < people->lately_count && asked->person < 0; i++)
        if (people->lately[i].shown >= asked->began && !is_among(present, count, people->lately[i].person))
            present[count++] = people->lately[i].person;
    return count;
}

static facs_status see(const facs_people *people, const facs_image *bgr, const facs_people_track *track, bool *clear,
                       facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    const facs_landmarker *landmarker = people->stages.landmarker;
    const facs_located_shape face = landmarker->engine->look(landmarker->state, track->fit).face;
    return recogniser->see(recogniser->state, bgr, face.n, face.landmarks, clear, error);
}

/* A face was lost for some time, or looked different at once: it is its person's still, if it is more or less alike to
 * him and to nobody else more. */
static bool is_still(const facs_people *people, const facs_people_track *track, const int *present, int count)
{
    const float stranger = 0.15F, more = 0.15F;
    const facs_recogniser *recogniser = people->settings.recogniser;
    const float own = recogniser->like(recogniser->state, track->person);
    for (int person = 0; person < people->next_person; person++)
        if (person != track->person && !is_among(present, count, person) &&
            recogniser->like(recogniser->state, person) > own + more)
            return false;
    return own >= stranger;
}

/* Of those who were seen lately and are not there, the one whom the face is alike to, and to none of the others nearly
 * as much; -1 = there is none.  They are expected back, so less will do than for anybody who is known at all. */
static int who_of_lately(const facs_people *people, const int *present, int count)
{
    const float enough = 0.4F, more = 0.1F;
    const facs_recogniser *recogniser = people->settings.recogniser;
    int best = -1;
    float most = -1, second = -1;
    for (int i = 0; i < people->lately_count; i++) {
        const int person = people->lately[i].person;
        if (is_among(present, count, person) || people->frame - people->lately[i].frame > FACS_PEOPLE_LATELY)
            continue;
        const float alike = recogniser->like(recogniser->state, person);
        second = alike > most ? most : alike > second ? alike : second;
        best = alike > most ? person : best;
        most = alike > most ? alike : most;
    }
    return most >= enough && most - second >= more ? best : -1;
}

/* Somebody left lately, and this face is like nobody's who is not there: it may be his, turned or blurred. */
static bool may_be_missed(const facs_people *people, const int *present, int count)
{
    const float known = FACS_GALLERY_KNOWN;
    const facs_recogniser *recogniser = people->settings.recogniser;
    bool missed = false;
    for (int i = 0; i < people->lately_count; i++)
        missed = missed || (!is_among(present, count, people->lately[i].person) &&
                            people->frame - people->lately[i].frame <= FACS_PEOPLE_LATELY);
    for (int person = 0; person < people->next_person && missed; person++)
        if (!is_among(present, count, person) && recogniser->like(recogniser->state, person) >= known)
            return false;
    return missed;
}

/* a person is seen in this frame; of too many the one who was not seen for longest is forgotten */
static void note_lately(facs_people *people, int person)
{
    int at = 0;
    for (int i = 0; i < people->lately_count; i++) {
        if (people->lately[i].frame < people->lately[at].frame)
            at = i;
        if (people->lately[i].person == person) {
            people->lately[i].frame = people->lately[i].shown = people->frame;
            return;
        }
    }
    if (people->lately_count < FACS_PEOPLE_MOST)
        at = people->lately_count++;
    people->lately[at] = (facs_person_seen){person, people->frame, people->frame};
}

/* he is seen, perhaps: it may be somebody else */
static void note_doubted(facs_people *people, int person)
{
    for (int i = 0; i < people->lately_count; i++)
        if (people->lately[i].person == person)
            people->lately[i].shown = people->frame;
}

/* The track is of this person; one of another face that has been waiting for him ends. */
static void call(facs_people *people, int index, int person)
{
    facs_people_track *track = &people->track[index];
    if (track->person >= 0 && track->person != person) { /* another face: another track */
        track->number = people->next_track++;
        track->frames = 1;
    }
    if (track->person < 0)
        track->named = people->frame;
    track->person = person;
    track->doubted = false;
    for (int i = people->count - 1; i >= 0; i--)
        if (i != index && people->track[i].person == person && (!people->track[i].seen || people->track[i].doubted))
            facs_people_end(people, i);
}

/* without anybody who recognises faces every track is somebody else */
static void number(facs_people *people, facs_people_track *track)
{
    if (track->person < 0)
        track->person = people->next_person++;
    track->doubted = false;
}

/* whom a face that has no person yet is like, however unclear it is */
static void note_guess(const facs_people *people, facs_people_track *track, const int *present, int count)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    float most = FACS_GALLERY_KNOWN;
    int best = -1;
    for (int person = 0; person < people->next_person; person++) {
        const float alike = recogniser->like(recogniser->state, person);
        if (alike < most || is_among(present, count, person) || recogniser->now(recogniser->state, person) != person)
            continue;
        most = alike;
        best = person;
    }
    if (track->guessed == 0)
        track->guess = best;
    track->guessed += best >= 0 && best == track->guess ? 1 : track->guessed > 0 ? -1 : 0;
}

/* More than three quarters of its frames have to say so; -1 = they do not. */
static int guess_of(const facs_people_track *track, const int *present, int count)
{
    return 2 * track->guessed > track->frames && !is_among(present, count, track->guess) ? track->guess : -1;
}

/* Who is it?  Nothing is said of a face that is not clear enough yet. */
static facs_status ask(facs_people *people, const facs_image *bgr, int index, facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    facs_people_track *track = &people->track[index];
    int present[PRESENT_MOST], person = -1;
    bool clear;
    const int count = present_beside(people, index, present);
    facs_status status = see(people, bgr, track, &clear, error);
    if (status == FACS_OK && track->person < 0)
        note_guess(people, track, present, count);
    if (status != FACS_OK || (!clear && (track->person >= 0 || track->frames < FACS_PEOPLE_UNNAMED)))
        return status;
    if (track->person >= 0 && is_still(people, track, present, count)) {
        track->doubted = false;
        return FACS_OK;
    }
    person = clear ? who_of_lately(people, present, count) : track->person < 0 ? guess_of(track, present, count) : -1;
    if (person < 0 && track->person < 0 && track->frames < FACS_PEOPLE_UNNAMED && may_be_missed(people, present, count))
        return FACS_OK;
    if (person >= 0 && clear)
        recogniser->learn(recogniser->state, person);
    else if (person < 0)
        status = recogniser->who(recogniser->state, present, count, &person, error);
    if (status != FACS_OK)
        return status;
    people->next_person = person >= people->next_person ? person + 1 : people->next_person;
    call(people, index, person);
    return FACS_OK;
}

/* doubted tracks, or new ones; tracks may end meanwhile */
static facs_status ask_all(facs_people *people, const facs_image *bgr, bool doubted, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < people->count && status == FACS_OK; i++) {
        const facs_people_track *track = &people->track[i];
        const int before = people->count;
        if (!track->seen || (doubted ? !track->doubted || track->person < 0 : track->person >= 0))
            continue;
        if (people->settings.recogniser)
            status = ask(people, bgr, i, error);
        else
            number(people, &people->track[i]);
        if (people->count < before) /* somewhere: look through all again, those that are settled pass */
            i = -1;
    }
    return status;
}

static bool is_present(const facs_people *people, int person)
{
    for (int i = 0; i < people->count; i++)
        if (people->track[i].person == person)
            return true;
    return false;
}

/* in a frame for which the track, named in this one, was waiting */
static bool was_beside(const facs_people *people, const facs_people_track *track, int person)
{
    for (int i = 0; i < people->lately_count && track->named == people->frame; i++)
        if (people->lately[i].person == person && people->lately[i].shown >= track->began)
            return true;
    return false;
}

/* persons that are one, as soon as they are not both there */
static void rename_same(facs_people *people)
{
    for (int k = 0; k < people->same_count; k++)
        for (int i = 0; i < people->count; i++) {
            facs_people_track *track = &people->track[i];
            const int keep = people->same[k].keep;
            if (track->person == people->same[k].drop && !is_present(people, keep) && !was_beside(people, track, keep))
                track->person = keep;
        }
}

facs_status facs_people_suppose(facs_people *people, int index, int *person, facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    int present[PRESENT_MOST];
    const int count = present_beside(people, index, present);
    *person = guess_of(&people->track[index], present, count);
    if (*person >= 0)
        return FACS_OK;
    *person = people->next_person;
    facs_status status = recogniser ? recogniser->stranger(recogniser->state, person, error) : FACS_OK;
    if (status == FACS_OK && *person >= people->next_person)
        people->next_person = *person + 1;
    return status;
}

facs_status facs_people_decide(facs_people *people, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < people->count && status == FACS_OK; i++) {
        int person;
        if (!people->track[i].waits || people->track[i].person >= 0)
            continue;
        status = facs_people_suppose(people, i, &person, error);
        if (status != FACS_OK)
            return status;
        facs_people_track *track = &people->track[i];
        track->person = person;
        facs_people_tell(people, track);
        call(people, i, person);
        i = -1; /* others may have ended: look through all again, those that are settled pass */
    }
    return status;
}

facs_status facs_people_name(facs_people *people, const facs_image *bgr, facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    bool clear;
    facs_status status = ask_all(people, bgr, true, error);
    if (status == FACS_OK)
        status = ask_all(people, bgr, false, error);
    for (int i = 0; i < people->count && status == FACS_OK && recogniser; i++) {
        const facs_people_track *track = &people->track[i];
        if (!track->seen || track->frames % FACS_PEOPLE_LEARN_EVERY != 0 || facs_people_is_covered(people, track))
            continue;
        status = see(people, bgr, track, &clear, error);
        if (status == FACS_OK && clear && !track->doubted && track->person >= 0)
            recogniser->learn(recogniser->state, track->person);
    }
    rename_same(people);
    for (int i = 0; i < people->count && recogniser; i++) {
        const facs_people_track *track = &people->track[i];
        if (track->seen && track->person >= 0)
            (track->doubted ? note_doubted : note_lately)(people, track->person);
    }
    return status;
}

facs_status facs_people_same(facs_people *people, int keep, int drop, facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    if (people->same_count == people->same_room) {
        const int room = people->same_room ? 2 * people->same_room : 4;
        facs_two_persons *grown = facs_regrow(&people->env, people->same, (size_t)people->same_room * sizeof *grown,
                                              (size_t)room * sizeof *grown);
        if (!grown)
            return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory");
        people->same = grown;
        people->same_room = room;
    }
    people->same[people->same_count++] = (facs_two_persons){keep, drop};
    if (recogniser)
        recogniser->same(recogniser->state, keep, drop);
    return FACS_OK;
}
