/* One result judged against another: how well their columns go together, and whether that is enough. */
#ifndef FACSIMILE_CLI_VALIDATION_H
#define FACSIMILE_CLI_VALIDATION_H

#include "correlation.h"
#include "frame_offset.h"

/* of Pearson's r: above .95, .90, .83, or not */
typedef enum grade { GRADE_POOR, GRADE_ACCEPTABLE, GRADE_GOOD, GRADE_EXCELLENT } grade;
enum { GRADES = 4 };
grade grade_of(double r);
/** What r has to be above. */
double grade_least(grade wanted);

/** What is wanted: an acceptable grade of everything, or what PyfaceAU wants of a table beside that of OpenFace 2.2. */
typedef enum validation_procedure { PROCEDURE_GRADES, PROCEDURE_OPENFACE } validation_procedure;

/* why a column is not judged */
typedef enum unjudged {
    JUDGED,
    FEW_ROWS, /* r of one or two rows says nothing */
    CONSTANT_BOTH,
    CONSTANT_FIRST,
    CONSTANT_SECOND,
    ALMOST_CONSTANT /* action units only: what varies so little is mostly noise */
} unjudged;

enum { ROWS_LEAST = 3 };
#define ALMOST_CONSTANT_DEVIATION 0.02

/* an action unit or a pose parameter */
typedef struct judged_column {
    const char *name;
    correlation figures;
    unjudged why;
    bool turned; /* r is clearly negative */
    bool enough; /* when judged */
} judged_column;

/* parameters or coordinates that are judged by the mean of their r */
typedef struct judged_series {
    int columns, judged; /* in both; of them, those that vary */
    double mean, least;  /* r; NaN when none is judged */
    const char *least_name;
    bool enough;
} judged_series;

/* not judged: what is near enough depends on the size of the face */
typedef struct landmark_error {
    int points; /* in both */
    size_t count;
    double pixels, percent; /* of the distance of the outer eye corners of the second; NaN = cannot be told */
} landmark_error;

enum { COLUMNS_JUDGED_MAX = 96 };

typedef struct validation {
    validation_procedure procedure;
    const table *a, *b;
    frame_offset offset;
    matched_rows rows; /* in which both succeeded */
    judged_column au[COLUMNS_JUDGED_MAX], pose[COLUMNS_JUDGED_MAX];
    int aus, poses;
    judged_series shape, points;
    landmark_error landmarks;
    int au_grades[GRADES]; /* of the action units that are judged */
    int aus_judged, aus_needed, aus_enough;
    int judged, enough; /* everything: action units, pose parameters, series */
    bool passed;
} validation;

/** Measures and judges; false = no memory.  rows.count 0: no row in which both succeeded, nothing is judged.  The tables
 *  stay the caller's. */
bool validation_make(const table *a, const table *b, validation_procedure procedure, validation *made);
void validation_free(validation *made);

/** Least r of a pose parameter, and least mean r of a series (exclusive). */
double validation_pose_needed(validation_procedure procedure);
double validation_shape_needed(validation_procedure procedure);
double validation_points_needed(validation_procedure procedure);

#endif
