/* facsimile openface: OpenFace 2.2's programs by their names and with their arguments, where they are not installed as
 * commands of their own. */
#include "cli.h"
#include "dropin.h"

static const char usage[] =
    "usage: facsimile openface PROGRAM ARGUMENTS...\n"
    "\n"
    "PROGRAM is FeatureExtraction, FaceLandmarkVid, FaceLandmarkVidMulti or FaceLandmarkImg, the\n"
    "arguments are those of OpenFace 2.2's program of that name, and so are the files it writes, in\n"
    "the folder processed unless -out_dir names another.  docs/openface-programs.md has a table of\n"
    "all arguments.  Where facsimile is installed the programs are commands as well.\n"
    "\n"
    "Without -mloc they take CE-CLM, as OpenFace's do: facsimile models fetch openface-ceclm.\n"
    "Exit: 0 fine, 1 an input or folder that cannot be opened, 2 usage, 3 models missing, others as\n"
    "of extract.\n"
    "\n"
    "  facsimile openface FeatureExtraction -f interview.avi -out_dir results\n";

static int run(int argc, char **argv)
{
    const dropin_program *program = argc > 1 ? dropin_program_of(argv[1]) : NULL;
    if (program)
        return dropin_run(program, argc - 1, argv + 1);
    complain(
        "%s%s: name FeatureExtraction, FaceLandmarkVid, FaceLandmarkVidMulti or FaceLandmarkImg, and its arguments",
        argc > 1 ? "no program of OpenFace is called " : "no program is named", argc > 1 ? argv[1] : "");
    return EXIT_USAGE;
}

const command command_openface = {"openface", "OpenFace 2.2's programs: their arguments, their files", usage, run, NULL,
                                  0};
