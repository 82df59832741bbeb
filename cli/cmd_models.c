/* facsimile models: the model files, one subcommand each. */
#include "guess.h"
#include "models.h"

#include <stdio.h>
#include <string.h>

/* ---- help: of each subcommand, and of all; what they share stands here once ---- */

#define FETCH_OPTIONS                                                                                                  \
    "  --accept-license     accept the licences of these sets, which is remembered\n"                                  \
    "                       (also OPENFACE_MODELS_ACCEPT_LICENSE=1)\n"                                                 \
    "  --from COPY          install from a copy: a model file, or a folder or archive (tar, zip)\n"                    \
    "                       that holds the files anywhere\n"                                                           \
    "  --offline            do not touch the network (also FACSIMILE_OFFLINE=1)\n"                                     \
    "  --url-base URL       download from a server that has a copy of the cache\n"                                     \
    "                       (also FACSIMILE_MODELS_URL)\n"                                                             \
    "  --all                every set\n"                                                                               \
    "  --tries N            per address; default 4\n"                                                                  \
    "  --retry-wait S       seconds before the second try; doubles; default 1\n"                                       \
    "  --timeout S          seconds without a byte until a try has failed; default 30\n"                               \
    "  --lock-wait S        seconds to wait for another process that fetches; default 900\n"                           \
    "  -q, --quiet          only errors\n"

#define PLACE_OPTIONS                                                                                                  \
    "  --cache-dir DIR      where the cache is (also OPENFACE_MODELS_DIR)\n"                                           \
    "  --model-dir DIR      where OpenFace's files are used from, as for extract\n"                                    \
    "                       (also FACSIMILE_MODELS)\n"                                                                 \
    "  --manifest FILE      another list of sets and files (also FACSIMILE_MANIFEST;\n"                                \
    "                       docs/models.md)\n"

#define NETWORK "Proxies: https_proxy, http_proxy, no_proxy.  Own certificate authority: CURL_CA_BUNDLE.\n"

static const char usage[] =
    "usage: facsimile models list     [SET...] [--files] [--json]\n"
    "       facsimile models path     [SET]\n"
    "       facsimile models fetch    [SET... | --all] [options]\n"
    "       facsimile models verify   [SET...] [--json]\n"
    "       facsimile models remove   SET...\n"
    "       facsimile models licenses [SET...] [--json]\n"
    "       facsimile models pack     [--landmarks NAME] [--model-dir DIR]\n"
    "       facsimile models export   --onnx FOLDER [--landmarks NAME] [--model-dir DIR]\n"
    "\n"
    "facsimile contains no models.  They come in sets from their publishers, each under its own\n"
    "licence, and are kept in one folder that PyfaceAU, pyclnf and pymtcnn use too.  Without SET:\n"
    "fetch takes openface-clnf, which `facsimile extract` needs; the others take all.\n"
    "\n"
    "  list      the sets: size, whether they are there, licence, what they are for;\n"
    "            --files: every file\n"
    "  path      the folder fetch puts files into; with SET the folder it is used from\n"
    "            (exit 3: not complete, 4: a file has the wrong size)\n"
    "  fetch     download what is missing or damaged, after you have accepted the licence\n"
    "  verify    compare sizes and SHA-256 of the files with the list; exit 3: missing,\n"
    "            4: damaged\n"
    "  remove    delete what no other complete set needs\n"
    "  licenses  what may be done with each set, and which you have accepted\n"
    "  pack      keep the files read and checked, so that runs start faster and need less\n"
    "            memory; commands that use a model do so by themselves the first time,\n"
    "            unless FACSIMILE_PACK=off is set\n"
    "  export    write OpenFace's stages as ONNX files for other programs\n"
    "\n"
    "fetch:\n" FETCH_OPTIONS "all but pack and export:\n" PLACE_OPTIONS "\n" NETWORK
    "Exit: 0 fine, 1 other failure, 2 usage, 3 files missing, 4 file damaged, 5 --from unreadable,\n"
    "7 cannot be written, 8 disk full, 9 licence not accepted, 10 download failed,\n"
    "130 interrupted.  Of each subcommand: facsimile help models SUBCOMMAND.\n";

static const char usage_list[] =
    "usage: facsimile models list [SET...] [options]\n"
    "\n"
    "Shows the sets, without SET all: size, whether they are there, licence, what they are for.\n"
    "A file counts as there when it has the right size; verify reads them.\n"
    "\n"
    "  --files              every file of the sets\n"
    "  --json               the same as one JSON object\n" PLACE_OPTIONS "\n"
    "Exit: 0 shown, whatever is missing; 1 other failure, 2 usage, 4 a --manifest with an error.\n";

static const char usage_path[] =
    "usage: facsimile models path [SET] [options]\n"
    "\n"
    "Prints the folder fetch puts files into; with SET the folder that set is used from.\n"
    "\n" PLACE_OPTIONS "\n"
    "Exit: 0 printed, 1 other failure, 2 usage, 3 files of SET are missing, 4 a file of SET has the\n"
    "wrong size (others may be missing too).\n";

static const char usage_fetch[] =
    "usage: facsimile models fetch [SET... | --all] [options]\n"
    "\n"
    "Downloads what is missing or damaged, after you have accepted the licence; without SET\n"
    "openface-clnf, which `facsimile extract` needs.  What is there and intact is left alone.\n"
    "Some sets need files that cannot be downloaded (list says so): fetch gets the others, says how to\n"
    "come by these, and installs them with --from.  Remembered as accepted are licences under which\n"
    "something came.\n"
    "\n" FETCH_OPTIONS PLACE_OPTIONS "\n" NETWORK
    "Exit: 0 all there and intact, 1 other failure, 2 usage, 3 files missing that cannot be had,\n"
    "5 --from unreadable, 7 cannot be written, 8 disk full, 9 licence not accepted,\n"
    "10 download failed, 130 interrupted (what was downloaded is kept).\n";

static const char usage_verify[] =
    "usage: facsimile models verify [SET...] [options]\n"
    "\n"
    "Reads every file and compares its size and SHA-256 with the list.  Without SET, sets that are\n"
    "not installed are no error, except for openface-clnf.\n"
    "\n"
    "  --json               the same as one JSON array\n" PLACE_OPTIONS "\n"
    "Exit: 0 all intact, 1 other failure, 2 usage, 3 files missing, 4 a file is damaged (others may\n"
    "be missing too).\n";

static const char usage_remove[] = "usage: facsimile models remove SET... [options]\n"
                                   "\n"
                                   "Deletes what no other complete set needs, and the model packs made from it.\n"
                                   "\n" PLACE_OPTIONS "\n"
                                   "Exit: 0 removed, 1 other failure, 2 usage, 7 a file cannot be deleted.\n";

static const char usage_licenses[] =
    "usage: facsimile models licenses [SET...] [options]\n"
    "\n"
    "Shows what may be done with each set, and which you have accepted on this machine.\n"
    "\n"
    "  --json               the same as one JSON array\n" PLACE_OPTIONS "\n"
    "Exit: 0 shown, 1 other failure, 2 usage.\n";

static const char usage_pack[] =
    "usage: facsimile models pack [--landmarks NAME] [--model-dir DIR]\n"
    "\n"
    "Reads and checks the model files, keeps them ready for use in the model cache, and prints the\n"
    "name of the file, so that runs start faster and need less memory.  Commands that use a model\n"
    "do so by themselves the first time, unless FACSIMILE_PACK=off is set.\n"
    "\n"
    "  --landmarks NAME     the landmark model, as for extract; default clnf-general\n"
    "  --model-dir DIR      where OpenFace's files are, as for extract (also FACSIMILE_MODELS)\n"
    "\n"
    "Exit: 0 made, 1 other failure, 2 usage, 3 files missing, 4 file damaged, 7 the pack cannot be\n"
    "written, 8 disk full.\n";

static const char usage_export[] =
    "usage: facsimile models export --onnx FOLDER [--landmarks NAME] [--model-dir DIR]\n"
    "\n"
    "Writes OpenFace's stages as ONNX files, for programs that run them on other hardware, and prints\n"
    "their names: pnet, rnet, onet (face detector), au_regressions (action units) and, of landmark\n"
    "models with CEN patch experts (ce-clm), cen_SCALE_vVIEW.  What goes in and comes out is in the\n"
    "files and in docs/models.md.  The weights are OpenFace's: for academic use only.\n"
    "\n"
    "  --onnx FOLDER        where to; made when it is missing, files there are replaced\n"
    "  --landmarks NAME     the landmark model, as for extract; default clnf-general\n"
    "  --model-dir DIR      where OpenFace's files are, as for extract (also FACSIMILE_MODELS)\n"
    "\n"
    "Exit: 0 written, 1 other failure, 2 usage, 3 files missing, 4 file damaged, 7 a file cannot be\n"
    "written, 8 disk full.\n";

static const command subcommands[] = {
    {"list", NULL, usage_list, facs_cmd_models_list, NULL, 0},
    {"path", NULL, usage_path, facs_cmd_models_path, NULL, 0},
    {"fetch", NULL, usage_fetch, facs_cmd_models_fetch, NULL, 0},
    {"verify", NULL, usage_verify, facs_cmd_models_verify, NULL, 0},
    {"remove", NULL, usage_remove, facs_cmd_models_remove, NULL, 0},
    {"licenses", NULL, usage_licenses, facs_cmd_models_licenses, NULL, 0},
    {"pack", NULL, usage_pack, facs_cmd_models_pack, NULL, 0},
    {"export", NULL, usage_export, facs_cmd_models_export, NULL, 0},
};
enum { SUBCOMMANDS = sizeof subcommands / sizeof subcommands[0] };

static int run(int argc, char **argv)
{
    const char *names[SUBCOMMANDS];
    if (argc < 2) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    for (int i = 0; i < SUBCOMMANDS; i++) {
        names[i] = subcommands[i].name;
        if (strcmp(argv[1], names[i]) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    }
    const char *guess = strcmp(argv[1], "licences") == 0 ? "licenses" : guess_name(argv[1], names, SUBCOMMANDS);
    if (guess)
        complain("models: unknown subcommand '%s': did you mean %s?", argv[1], guess);
    else
        complain("models: unknown subcommand '%s': see facsimile help models", argv[1]);
    return EXIT_USAGE;
}

const command command_models = {"models", "get, check and remove model files", usage, run, subcommands, SUBCOMMANDS};
