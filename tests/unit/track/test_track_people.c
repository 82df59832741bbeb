/* People with a scripted fit: docs/algorithm/tracking.md, People.  A face is a square of one pattern that stands
 * somewhere in the picture; the landmark engine steps to the nearest one, as real ones do. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "track/people_internal.h"

enum { WIDTH = 640, HEIGHT = 480, SIDE = 80, ACTORS = 6, LOOKS = 8 };

/* somebody in front of the camera */
typedef struct actor {
    float x, y; /* middle of the face */
    int who;    /* what he looks like */
    bool there;
    int depth; /* the larger the nearer */
} actor;

typedef struct fake_fit {
    bool success;
    float landmarks[8];
} fake_fit;

typedef struct stage {
    facs_detect_engine detect_engine;
    facs_landmark_engine landmark_engine;
    facs_detector detector;
    facs_landmarker landmarker;
    facs_recogniser recogniser;
    facs_people *people;
    actor actors[ACTORS];
    facs_box boxes[ACTORS];
    uint8_t pixels[3 * WIDTH * HEIGHT];
    int backdrop;
    int detections, seen, persons, learned[64], looks[64]; /* looks[person]: what he looks like, -1 = not known */
    bool unclear, later, remembers;
    float alike[LOOKS][LOOKS]; /* [seen][known], for those that are somewhat like each other */
    facs_track_person news[FACS_PEOPLE_MOST];
    int news_count;
    facs_tracked tracked[FACS_PEOPLE_MOST];
    int count;
} stage;

/* hidden by somebody who is nearer */
static bool is_hidden(const stage *s, int i)
{
    for (int k = 0; k < ACTORS; k++)
        if (k != i && s->actors[k].there && s->actors[k].depth > s->actors[i].depth &&
            hypotf(s->actors[k].x - s->actors[i].x, s->actors[k].y - s->actors[i].y) < 0.6F * SIDE)
            return true;
    return false;
}

static bool is_visible(const stage *s, int i)
{
    return s->actors[i].there && !is_hidden(s, i);
}

static void place(float x, float y, fake_fit *fit)
{
    const float left = x - SIDE / 2, right = x + SIDE / 2, top = y - SIDE / 2, bottom = y + SIDE / 2;
    const float points[8] = {left, right, left, right, top, top, bottom, bottom};
    memcpy(fit->landmarks, points, sizeof points);
}

static void fake_reset(void *state, void *fit)
{
    (void)state;
    memset(fit, 0, sizeof(fake_fit));
}

static void fake_start(void *state, const float box[4], void *fit)
{
    (void)state;
    place(box[0] + box[2] / 2, box[1] + box[3] / 2, fit);
}

static facs_status fake_follow(void *state, const facs_image *image, void *memory, facs_error *error)
{
    (void)image, (void)error;
    const stage *s = state;
    fake_fit *fit = memory;
    const float x = (fit->landmarks[0] + fit->landmarks[1]) / 2, y = (fit->landmarks[4] + fit->landmarks[6]) / 2;
    float least = 0.7F * SIDE;
    int nearest = -1;
    for (int i = 0; i < ACTORS; i++) {
        const float apart = hypotf(s->actors[i].x - x, s->actors[i].y - y);
        if (is_visible(s, i) && apart < least) {
            least = apart;
            nearest = i;
        }
    }
    fit->success = nearest >= 0;
    if (nearest >= 0)
        place(s->actors[nearest].x, s->actors[nearest].y, fit);
    return FACS_OK;
}

static facs_status fake_find_again(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                                   bool *accepted, facs_error *error)
{
    (void)first;
    fake_start(state, box, fit);
    facs_status status = fake_follow(state, image, fit, error);
    *accepted = ((fake_fit *)fit)->success;
    return status;
}

static facs_located fake_look(const void *state, const void *memory)
{
    (void)state;
    const fake_fit *fit = memory;
    return (facs_located){.success = fit->success, .certainty = 1, .face = {.n = 4, .landmarks = fit->landmarks}};
}

static facs_status fake_detect(void *state, const facs_image *bgr, const facs_box **boxes, int *count,
                               facs_error *error)
{
    (void)bgr, (void)error;
    stage *s = state;
    *count = 0;
    s->detections++;
    for (int i = 0; i < ACTORS; i++)
        if (is_visible(s, i))
            s->boxes[(*count)++] = (facs_box){s->actors[i].x - SIDE / 2, s->actors[i].y - SIDE / 2, SIDE, SIDE, 0.9F};
    *boxes = s->boxes;
    return FACS_OK;
}

/* ---- recognising ---- */

static int look_at(const stage *s, const float *landmarks)
{
    const float x = (landmarks[0] + landmarks[1]) / 2, y = (landmarks[4] + landmarks[6]) / 2;
    for (int i = 0; i < ACTORS; i++)
        if (is_visible(s, i) && hypotf(s->actors[i].x - x, s->actors[i].y - y) < 2)
            return s->actors[i].who;
    return -1;
}

static facs_status fake_see(void *state, const facs_image *bgr, int n, const float *landmarks, bool *clear,
                            facs_error *error)
{
    (void)bgr, (void)n, (void)error;
    stage *s = state;
    s->seen = look_at(s, landmarks);
    *clear = !s->unclear;
    return FACS_OK;
}

static float fake_like(const void *state, int person)
{
    const stage *s = state;
    if (person >= s->persons || s->looks[person] < 0)
        return -1;
    return s->looks[person] == s->seen ? 0.8F : s->seen < 0 ? 0 : s->alike[s->seen][s->looks[person]];
}

static facs_status fake_who(void *state, const int *present, int present_count, int *person, facs_error *error)
{
    (void)error;
    stage *s = state;
    for (*person = 0; *person < s->persons; ++*person) {
        bool there = false;
        for (int i = 0; i < present_count; i++)
            there = there || present[i] == *person;
        if (!there && !s->unclear && s->looks[*person] == s->seen)
            return FACS_OK;
    }
    s->looks[s->persons++] = s->unclear ? -1 : s->seen;
    return FACS_OK;
}

static facs_status fake_stranger(void *state, int *person, facs_error *error)
{
    (void)error;
    stage *s = state;
    *person = s->persons;
    s->looks[s->persons++] = -1;
    return FACS_OK;
}

static void fake_learn(void *state, int person)
{
    stage *s = state;
    s->learned[person]++;
}

static void fake_same(void *state, int keep, int drop)
{
    stage *s = state;
    (void)keep;
    s->looks[drop] = -2;
}

static int fake_now(const void *state, int person)
{
    const stage *s = state;
    return s->looks[person] == -2 ? -1 : person;
}

static int fake_new_video(void *state)
{
    stage *s = state;
    if (!s->remembers)
        s->persons = 0;
    return s->persons;
}

/* ---- pictures ---- */

/* a pattern that is different for each look, and none of it like another */
static uint8_t shade(int who, int x, int y)
{
    const unsigned cell = (unsigned)(who + 1) * 2654435761U + (unsigned)(y / 10) * 97U + (unsigned)(x / 10) * 1013U;
    return (uint8_t)(30 + ((cell * cell) >> 13) % 200);
}

static void paint(stage *s)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            memset(&s->pixels[3 * (y * WIDTH + x)], shade(1000 + s->backdrop, x / 4, y / 4), 3);
    for (int depth = 0; depth < 2; depth++)
        for (int i = 0; i < ACTORS; i++) {
            const actor *a = &s->actors[i];
            for (int y = 0; y < SIDE && a->there && a->depth == depth; y++)
                for (int x = 0; x < SIDE; x++) {
                    const int to_x = (int)a->x - SIDE / 2 + x, to_y = (int)a->y - SIDE / 2 + y;
                    if (to_x >= 0 && to_x < WIDTH && to_y >= 0 && to_y < HEIGHT)
                        memset(&s->pixels[3 * (to_y * WIDTH + to_x)], shade(a->who, x, y), 3);
                }
        }
}

static void begin(stage *s, int most, facs_order order, bool recognise, bool later)
{
    memset(s, 0, sizeof *s);
    s->later = later;
    s->detect_engine = (facs_detect_engine){.name = "fake", .run = fake_detect};
    s->landmark_engine = (facs_landmark_engine){.name = "fake",
                                                .grey = true,
                                                .fit_size = sizeof(fake_fit),
                                                .reset = fake_reset,
                                                .start = fake_start,
                                                .follow = fake_follow,
                                                .find_again = fake_find_again,
                                                .look = fake_look};
    s->detector = (facs_detector){.engine = &s->detect_engine, .state = s};
    s->landmarker = (facs_landmarker){.engine = &s->landmark_engine, .state = s};
    s->recogniser = (facs_recogniser){s,          fake_see,  fake_like, fake_who,      fake_stranger,
                                      fake_learn, fake_same, fake_now,  fake_new_video};
    const facs_track_stages stages = {&s->detector, &s->landmarker};
    const facs_people_settings settings = {
        .most = most, .order = order, .recogniser = recognise ? &s->recogniser : NULL, .later = later};
    assert_int_equal(facs_people_create(NULL, &stages, &settings, &s->people, NULL), FACS_OK);
}

static void set_up(stage *s, int most, facs_order order, bool recognise)
{
    begin(s, most, order, recognise, false);
}

static int frame(stage *s)
{
    facs_error error;
    paint(s);
    const facs_image bgr = {s->pixels, WIDTH, HEIGHT, 3, 3 * WIDTH, NULL},
                     grey = {s->pixels, WIDTH, HEIGHT, 1, WIDTH, NULL};
    assert_int_equal(facs_people_frame(s->people, &bgr, &grey, s->tracked, &s->count, &error), FACS_OK);
    s->news_count = facs_people_news(s->people, s->news);
    assert_true(s->later || s->news_count == 0);
    for (int i = 0; i < s->count; i++) {
        assert_true(s->tracked[i].person >= 0 || s->later);
        for (int k = 0; k < i; k++) {
            assert_true(s->tracked[i].person < 0 || s->tracked[i].person != s->tracked[k].person);
            assert_int_not_equal(s->tracked[i].track, s->tracked[k].track);
            assert_int_not_equal(s->tracked[i].slot, s->tracked[k].slot);
        }
    }
    return s->count;
}

static void frames(stage *s, int count)
{
    while (count-- > 0)
        frame(s);
}

/* the entry of the face that is where the actor is; NULL = he is not seen */
static const facs_tracked *of(const stage *s, int who)
{
    for (int i = 0; i < s->count; i++)
        if (s->tracked[i].success && look_at(s, s->tracked[i].located.face.landmarks) == who)
            return &s->tracked[i];
    return NULL;
}

static int person_of(const stage *s, int who)
{
    const facs_tracked *found = of(s, who);
    assert_non_null(found);
    return found->person;
}

/* ---- tests ---- */

static void test_room(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 3, FACS_ORDER_FIRST, false);
    for (int i = 0; i < 5; i++)
        s.actors[i] = (actor){60 + 120 * (float)i, 200, i, true, 0};
    assert_int_equal(frame(&s), 3);
    frames(&s, 20); /* there is no room, and nobody is lost: nobody is looked for */
    assert_int_equal(s.count, 3);
    assert_int_equal(s.detections, 1);
    s.actors[1].there = false;
    frames(&s, FACS_PEOPLE_LOST_MOST);
    assert_int_equal(s.count, 3);
    frames(&s, 9);
    assert_int_equal(s.count, 3);
    assert_non_null(of(&s, 3)); /* took the place that was free */
    assert_int_equal(of(&s, 3)->slot, 1);
    assert_int_equal(of(&s, 3)->track, 3);
    facs_people_destroy(&s.people);
}

static void test_orders(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_LEFT, false);
    s.actors[0] = (actor){500, 200, 0, true, 0};
    s.actors[1] = (actor){300, 200, 1, true, 0};
    s.actors[2] = (actor){100, 200, 2, true, 0};
    assert_int_equal(frame(&s), 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(s.tracked[i].slot, i);
        assert_int_equal(s.tracked[i].track, 2 - i);
    }
    facs_people_destroy(&s.people);
}

/* A face that cannot be seen for a while keeps track and person. */
static void test_short_loss(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, false);
    s.actors[0] = (actor){100, 200, 0, true, 0};
    for (int i = 0; i < 60; i++) {
        s.actors[0].x += 4;
        s.actors[0].there = i < 20 || i > 32;
        assert_int_equal(frame(&s), 1);
        assert_int_equal(s.tracked[0].track, 0);
    }
    assert_true(s.tracked[0].success);
    facs_people_destroy(&s.people);
}

static void cross(bool recognise)
{
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, recognise);
    s.actors[0] = (actor){80, 200, 0, true, 1};
    s.actors[1] = (actor){560, 200, 1, true, 0};
    frames(&s, 10);
    const int first = person_of(&s, 0), second = person_of(&s, 1);
    for (int i = 0; i < 120; i++) {
        s.actors[0].x += 4;
        s.actors[1].x -= 4;
        frame(&s);
        assert_int_equal(person_of(&s, 0), first);
        assert_true(!of(&s, 1) || person_of(&s, 1) == second);
    }
    frames(&s, 8);
    assert_int_equal(person_of(&s, 1), second);
    assert_int_equal(of(&s, 0)->track, 0);
    facs_people_destroy(&s.people);
}

static void test_crossing(void **state)
{
    (void)state;
    cross(true);
    cross(false);
}

/* He goes and comes back after ten seconds; somebody else came meanwhile. */
static void test_return(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, true);
    s.actors[0] = (actor){100, 200, 0, true, 0};
    s.actors[1] = (actor){400, 200, 1, true, 0};
    frames(&s, 40);
    const int first = person_of(&s, 0), track = of(&s, 0)->track;
    assert_true(s.learned[first] > 0);
    s.actors[0].there = false;
    frames(&s, 100);
    assert_int_equal(s.count, 1);
    s.actors[2] = (actor){100, 200, 2, true, 0};
    frames(&s, 200);
    assert_int_not_equal(person_of(&s, 2), first);
    s.actors[0] = (actor){550, 300, 0, true, 0};
    frames(&s, 10);
    assert_int_equal(person_of(&s, 0), first);
    assert_int_not_equal(of(&s, 0)->track, track);
    facs_people_destroy(&s.people);
}

/* A cut ends all tracks at once, whoever is shown in the same place; back again they are who they were. */
static void test_cut(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, true);
    s.actors[0] = (actor){300, 200, 0, true, 0};
    frames(&s, 21);
    s.backdrop = 1;
    s.actors[0].who = 1;
    assert_int_equal(frame(&s), 1);
    assert_int_equal(s.tracked[0].track, 1);
    assert_int_equal(s.tracked[0].person, 1);
    s.backdrop = 0;
    s.actors[0].who = 0;
    frames(&s, 3);
    assert_int_equal(s.tracked[0].track, 2);
    assert_int_equal(s.tracked[0].person, 0);
    /* the picture stays, the face does not */
    s.actors[0].who = 1;
    assert_int_equal(frame(&s), 1);
    assert_int_equal(s.tracked[0].person, 1);
    facs_people_destroy(&s.people);
}

/* Nobody is named before he can be seen clearly, but not for ever. */
static void test_unclear(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, true);
    s.actors[0] = (actor){300, 200, 0, true, 0};
    s.unclear = true;
    frames(&s, FACS_PEOPLE_UNNAMED - 1);
    assert_int_equal(s.count, 0);
    assert_int_equal(frame(&s), 1);
    s.unclear = false;
    s.actors[1] = (actor){100, 200, 1, true, 0};
    frames(&s, 8);
    assert_int_equal(s.count, 2);
    facs_people_destroy(&s.people);
}

static void test_same(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, true);
    s.actors[0] = (actor){300, 200, 0, true, 0};
    s.actors[1] = (actor){100, 200, 1, true, 0};
    frames(&s, 2);
    assert_int_equal(facs_people_same(s.people, 0, 1, NULL), FACS_OK);
    frames(&s, 2); /* both are there */
    assert_int_equal(person_of(&s, 1), 1);
    s.actors[0].there = false;
    frames(&s, FACS_PEOPLE_LOST_MOST + 2);
    assert_int_equal(person_of(&s, 1), 0);
    facs_people_destroy(&s.people);
}

/* ---- who is expected back ---- */

/* Two were there; the first has left, and the second as well with `both`. */
static void leave(stage *s, bool later, bool both)
{
    begin(s, 8, FACS_ORDER_FIRST, true, later);
    s->actors[0] = (actor){100, 200, 0, true, 0};
    s->actors[1] = (actor){500, 400, 1, true, 0};
    frames(s, 40);
    assert_int_equal(person_of(s, 0), 0);
    assert_int_equal(person_of(s, 1), 1);
    s->actors[0].there = false;
    s->actors[1].there = !both;
    frames(s, FACS_PEOPLE_LOST_MOST + 8);
    s->alike[5][0] = 0.45F; /* too little for anybody who is known at all */
}

/* Who left lately needs to be less alike than others: 0.4, and to no other who did by 0.1 less. */
static void test_expected(void **state)
{
    (void)state;
    static stage s;
    leave(&s, false, false);
    s.actors[2] = (actor){300, 100, 5, true, 0};
    frames(&s, 8);
    assert_int_equal(person_of(&s, 5), 0);
    facs_people_destroy(&s.people);

    leave(&s, false, false); /* so is one who left long ago not */
    frames(&s, FACS_PEOPLE_LATELY);
    s.actors[2] = (actor){300, 100, 5, true, 0};
    frames(&s, 8);
    assert_int_equal(person_of(&s, 5), 2);
    facs_people_destroy(&s.people);

    leave(&s, false, true); /* it may be either: nobody knows */
    s.alike[5][1] = 0.36F;
    s.actors[2] = (actor){300, 100, 5, true, 0};
    frames(&s, FACS_PEOPLE_UNNAMED - 1);
    assert_int_equal(s.count, 0);
    frames(&s, 8);
    assert_int_equal(person_of(&s, 5), 2);
    facs_people_destroy(&s.people);

    leave(&s, false, true);
    s.alike[5][1] = 0.34F;
    s.actors[2] = (actor){300, 100, 5, true, 0};
    frames(&s, 8);
    assert_int_equal(person_of(&s, 5), 0);
    facs_people_destroy(&s.people);
}

/* As long as somebody is expected back, a face that is like nobody is not said to be somebody new. */
static void test_missed(void **state)
{
    (void)state;
    static stage s;
    leave(&s, false, false);
    s.actors[2] = (actor){300, 100, 6, true, 0};
    frames(&s, FACS_PEOPLE_UNNAMED - 1);
    assert_null(of(&s, 6));
    s.actors[2].who = 0; /* turned to the camera */
    s.actors[2].x += 1;
    frames(&s, 1);
    assert_int_equal(person_of(&s, 0), 0);
    facs_people_destroy(&s.people);

    leave(&s, false, false);
    s.actors[2] = (actor){300, 100, 6, true, 0};
    frames(&s, FACS_PEOPLE_UNNAMED + 8);
    assert_int_equal(person_of(&s, 6), 2);
    facs_people_destroy(&s.people);

    leave(&s, false, false); /* nobody is expected any more */
    frames(&s, FACS_PEOPLE_LATELY - FACS_PEOPLE_LOST_MOST);
    for (int left = 8; left > 0 && s.people->frame % 8 != 0; left--)
        frame(&s);
    s.actors[2] = (actor){300, 100, 6, true, 0};
    frames(&s, 1);
    assert_int_equal(person_of(&s, 6), 2);
    facs_people_destroy(&s.people);
}

/* ---- known later ---- */

/* A face that is given without a person. */
static void wait_for(stage *s, int count)
{
    begin(s, 8, FACS_ORDER_FIRST, true, true);
    s->unclear = true;
    s->actors[0] = (actor){300, 200, 0, true, 0};
    for (int i = 0; i < count; i++) {
        assert_int_equal(frame(s), 1);
        assert_int_equal(s->tracked[0].person, -1);
        assert_int_equal(s->tracked[0].track, 0);
        assert_int_equal(s->news_count, 0);
    }
}

static void check_news(const stage *s, int track, int person)
{
    assert_int_equal(s->news_count, 1);
    assert_int_equal(s->news[0].track, track);
    assert_int_equal(s->news[0].person, person);
}

static void test_known_later(void **state)
{
    (void)state;
    static stage s;
    wait_for(&s, 5);
    s.unclear = false;
    frame(&s);
    check_news(&s, 0, 0);
    assert_int_equal(person_of(&s, 0), 0);
    frame(&s);
    assert_int_equal(s.news_count, 0);
    facs_people_destroy(&s.people);

    wait_for(&s, FACS_PEOPLE_UNNAMED - 1); /* the wait is over */
    frame(&s);
    check_news(&s, 0, 0);
    facs_people_destroy(&s.people);

    wait_for(&s, 5); /* the face is gone */
    s.actors[0].there = false;
    assert_int_equal(frame(&s), 0);
    check_news(&s, 0, 0);
    s.unclear = false;
    s.actors[0].there = true;
    frames(&s, 8);
    assert_int_equal(person_of(&s, 0), 1); /* nothing was learned of the first one */
    facs_people_destroy(&s.people);

    wait_for(&s, 5); /* the picture is another one */
    s.backdrop = 1;
    s.actors[0].there = false;
    frame(&s);
    check_news(&s, 0, 0);
    facs_people_destroy(&s.people);

    wait_for(&s, 5); /* nothing more comes */
    assert_int_equal(facs_people_decide(s.people, NULL), FACS_OK);
    s.news_count = facs_people_news(s.people, s.news);
    check_news(&s, 0, 0);
    frame(&s);
    assert_int_equal(person_of(&s, 0), 0);
    assert_int_equal(s.news_count, 0);
    facs_people_destroy(&s.people);
}

/* A track without a person that runs onto a face that another one has was no face. */
static void test_none_of_its_own(void **state)
{
    (void)state;
    static stage s;
    begin(&s, 8, FACS_ORDER_FIRST, true, true);
    s.actors[0] = (actor){300, 200, 0, true, 1};
    frames(&s, 9);
    s.unclear = true;
    for (; s.people->frame % 8 != 0;)
        frame(&s);
    s.actors[1] = (actor){349, 200, 1, true, 0};
    assert_int_equal(frame(&s), 2);
    assert_int_equal(s.tracked[1].person, -1);
    s.actors[0].x = 312; /* the second is behind him: its points go over to him */
    frame(&s);
    assert_int_equal(s.count, 1);
    check_news(&s, 1, -1);
    facs_people_destroy(&s.people);
}

/* Nobody is in two places: who was seen while a face waited is not that face. */
static void test_seen_beside(void **state)
{
    (void)state;
    static stage s;
    begin(&s, 8, FACS_ORDER_FIRST, true, true);
    s.actors[0] = (actor){100, 200, 0, true, 0};
    frames(&s, 24);
    s.unclear = true;
    s.actors[1] = (actor){500, 200, 0, true, 0}; /* his twin */
    frames(&s, 3);
    assert_int_equal(s.count, 2);
    s.actors[0].there = false;
    frames(&s, 1);
    s.unclear = false;
    frames(&s, 1);
    check_news(&s, 1, 1);
    facs_people_destroy(&s.people);
}

/* A face that is never clear is whom it is like in more than three quarters of its frames. */
static void test_guess(void **state)
{
    (void)state;
    static stage s;
    for (int good = 3; good < 5; good++) {
        leave(&s, true, false);
        for (; s.people->frame % 8 != 0;)
            frame(&s);
        s.unclear = true;
        s.alike[5][0] = 0.5F;
        s.actors[2] = (actor){300, 100, 5, true, 0};
        frames(&s, good);
        s.actors[2].who = 6;
        frames(&s, 1);
        s.actors[2].there = false;
        frame(&s);
        check_news(&s, 2, good > 3 ? 0 : 2);
        facs_people_destroy(&s.people);
    }
}

/* Numbers and pairs go on where the recogniser knows people of other videos. */
static void test_other_videos(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, true);
    s.actors[0] = (actor){300, 200, 0, true, 0};
    s.actors[1] = (actor){100, 200, 1, true, 0};
    frames(&s, 2);
    s.remembers = true;
    facs_people_reset(s.people);
    s.actors[0].who = 2;
    frame(&s);
    assert_int_equal(person_of(&s, 2), 2);
    assert_int_equal(person_of(&s, 1), 1);
    facs_people_destroy(&s.people);
}

static void test_reset(void **state)
{
    (void)state;
    static stage s;
    set_up(&s, 8, FACS_ORDER_FIRST, false);
    s.actors[0] = (actor){300, 200, 0, true, 0};
    frames(&s, 3);
    facs_people_reset(s.people);
    s.actors[0] = (actor){100, 200, 1, true, 0};
    frame(&s);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.tracked[0].track, 0);
    assert_int_equal(s.tracked[0].person, 0);
    facs_people_destroy(&s.people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_short_loss),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_return),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_unclear),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_expected),
        cmocka_unit_test(test_missed),
        cmocka_unit_test(test_known_later),
        cmocka_unit_test(test_none_of_its_own),
        cmocka_unit_test(test_seen_beside),
        cmocka_unit_test(test_guess),
        cmocka_unit_test(test_other_videos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
