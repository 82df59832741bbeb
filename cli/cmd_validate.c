/* facsimile validate: is one result good enough beside another? */
#include "claims.h"
#include "cli.h"
#include "json_file.h"
#include "options.h"
#include "result_pipeline.h"
#include "table.h"
#include "validation.h"
#include "validation_report.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile validate A.csv B.csv [--reference openface] [--json FILE|-]\n"
    "\n"
    "Judges A by how well it goes together with B, the reference: results of facsimile, OpenFace,\n"
    "PyfaceAU or Face Mirror.  Rows are brought together by frame and face_id (or face), also when\n"
    "one counts the frames from 0 and the other from 1; those in which one of them failed are left\n"
    "out.  Of action units, pose, shape parameters (mean) and 3-D landmarks (mean) Pearson's r:\n"
    "excellent is above 0.95, good above 0.90, acceptable above 0.83, else poor; of 2-D landmarks the\n"
    "mean distance.  What does not vary has no r (n/a) and is not judged, nor is an action unit whose\n"
    "standard deviation in B is below 0.02.  Files may be compressed (.gz).\n"
    "\n"
    "  --reference openface  B is a result of OpenFace 2.2; needed are 15 of 17 action units above\n"
    "                        0.83 (of fewer, as many in proportion), each pose parameter and the mean\n"
    "                        of the shape parameters above 0.995, the mean of the 3-D landmarks above\n"
    "                        0.90.  Without it: everything above 0.83\n"
    "  --json FILE|-         also as a JSON object in FILE; on standard output instead of the table\n"
    "\n"
    "Exit: 0 all that can be judged is good enough, 1 something is not, 2 usage, 5 a file is missing,\n"
    "6 no CSV, or nothing in common that can be judged, 7 and 8 the JSON cannot be written.\n";

static int check_claims(const char *const paths[2], const char *json)
{
    static const char *const none[] = {NULL};
    claims all = {0};
    for (int i = 0; i < 2; i++)
        claims_read(&all, paths[i], none, "a result");
    if (json)
        claims_write(&all, json, "the JSON (--json)", NULL);
    const int status = claims_check(&all);
    claims_free(&all);
    return status;
}

static void warn_of_reference(const char *path, const table *read)
{
    char name[PIPELINE_NAME];
    if (result_pipeline(path, read, name) && strcmp(name, "openface") != 0)
        complain("warning: %s is from the pipeline %s: no result of OpenFace to judge by", path, name);
}

static int say_all(const validation *made, const char *const paths[2], const char *json)
{
    int status = EXIT_FINE;
    if (!json || strcmp(json, "-") != 0)
        status = validation_print(made, paths) ? EXIT_FINE : EXIT_OTHER;
    return json && status == EXIT_FINE ? json_save(validation_json(made, paths), json) : status;
}

static int judge(const char *const paths[2], const validation *made, const char *json)
{
    const bool common =
        made->aus || made->poses || made->shape.columns || made->points.columns || made->landmarks.points;
    if (!common)
        complain("%s and %s have no column in common that can be judged: action units (AU01_r), pose (pose_Tx, p_rx), "
                 "shape parameters (p_0), landmarks (x_0, X_0)",
                 paths[0], paths[1]);
    else if (made->rows.count == 0 && made->rows.left_out == 0)
        complain("%s and %s have no row in common", paths[0], paths[1]);
    else if (made->rows.count == 0)
        complain("%s and %s have no row in common in which both succeeded: of %zu, %zu failed in the first, %zu in the "
                 "second",
                 paths[0], paths[1], made->rows.left_out, made->rows.failed_a, made->rows.failed_b);
    if (!common || made->rows.count == 0)
        return EXIT_INPUT_DAMAGED;
    const int status = say_all(made, paths, json);
    if (status != EXIT_FINE)
        return status;
    return !made->judged ? EXIT_INPUT_DAMAGED : made->passed ? EXIT_FINE : EXIT_OTHER;
}

static int validate(const char *const paths[2], validation_procedure procedure, const char *json)
{
    table a = {0}, b = {0};
    int status = table_read(paths[0], &a);
    if (status == EXIT_FINE)
        status = table_read(paths[1], &b);
    if (status == EXIT_FINE) {
        validation made;
        if (procedure == PROCEDURE_OPENFACE)
            warn_of_reference(paths[1], &b);
        if (validation_make(&a, &b, procedure, &made)) {
            status = judge(paths, &made, json);
            validation_free(&made);
        } else {
            complain("out of memory");
            status = EXIT_OTHER;
        }
    }
    table_free(&a);
    table_free(&b);
    return status;
}

static int run(int argc, char **argv)
{
    const char *json = NULL, *reference = NULL, *paths[2];
    const option options[] = {{"json", 0, OPTION_TEXT, &json}, {"reference", 0, OPTION_TEXT, &reference}};
    const int count = options_parse("validate", argc, argv, options, sizeof options / sizeof *options, paths, 2);
    if (count >= 0 && count < 2)
        complain("validate: two CSV files are needed: facsimile validate A.csv B.csv");
    if (count != 2)
        return EXIT_USAGE;
    if (reference && strcmp(reference, "openface") != 0) {
        complain("validate: --reference is openface, not '%s'", reference);
        return EXIT_USAGE;
    }
    const int status = check_claims(paths, json);
    return status == EXIT_FINE ? validate(paths, reference ? PROCEDURE_OPENFACE : PROCEDURE_GRADES, json) : status;
}

const command command_validate = {"validate", "is a result good enough beside another", usage, run, NULL, 0};
