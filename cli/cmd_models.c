/* facsimile models: the model files, one subcommand each. */
#include "models.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile models list     [SET...] [--files] [--json]\n"
    "       facsimile models path     [SET]\n"
    "       facsimile models fetch    [SET... | --all] [options]\n"
    "       facsimile models verify   [SET...] [--json]\n"
    "       facsimile models remove   SET...\n"
    "       facsimile models licenses [SET...] [--json]\n"
    "       facsimile models pack     [--landmarks NAME] [--model-dir DIR]\n"
    "\n"
    "facsimile contains no models.  They come in sets from their publishers, each under its own licence, and are\n"
    "kept in one folder that PyfaceAU, pyclnf and pymtcnn use too.  Without SET: fetch takes openface-clnf, which\n"
    "`facsimile extract` needs; the others take all.\n"
    "\n"
    "  list      the sets: size, whether they are there, licence, what they are for; --files: every file\n"
    "  path      the folder fetch puts files into; with SET the folder it is used from (exit 3: not complete)\n"
    "  fetch     download what is missing or damaged, after you have accepted the licence\n"
    "  verify    compare sizes and SHA-256 of the files with the list; exit 3: missing, 4: damaged\n"
    "  remove    delete what no other complete set needs\n"
    "  licenses  what may be done with each set, and which you have accepted\n"
    "  pack      keep the files read and checked, so that runs start faster and need less memory; commands that use\n"
    "            a model do so by themselves the first time, unless FACSIMILE_PACK=off is set\n"
    "\n"
    "fetch:\n"
    "  --accept-license     accept the licences of these sets (also OPENFACE_MODELS_ACCEPT_LICENSE=1); remembered\n"
    "  --from DIR|ARCHIVE   install from a copy: a folder or archive (tar, zip) that holds the files anywhere\n"
    "  --offline            do not touch the network (also FACSIMILE_OFFLINE=1)\n"
    "  --url-base URL       download from a server that has a copy of the cache (also FACSIMILE_MODELS_URL)\n"
    "  --all                every set\n"
    "  --tries N            per address; default 4\n"
    "  --retry-wait S       seconds before the second try; doubles; default 1\n"
    "  --timeout S          seconds without a byte until a try has failed; default 30\n"
    "  --lock-wait S        seconds to wait for another process that fetches; default 900\n"
    "  -q, --quiet          only errors\n"
    "all:\n"
    "  --cache-dir DIR      where the cache is (also OPENFACE_MODELS_DIR)\n"
    "  --model-dir DIR      where OpenFace's files are used from, as for extract (also FACSIMILE_MODELS)\n"
    "  --manifest FILE      another list of sets and files (also FACSIMILE_MANIFEST; docs/models.md)\n"
    "\n"
    "Proxies: https_proxy, http_proxy, no_proxy.  Own certificate authority: CURL_CA_BUNDLE.\n"
    "Exit: 0 fine, 1 other failure, 2 usage, 3 files missing, 4 file damaged, 5 --from unreadable,\n"
    "7 cannot be written, 8 disk full, 9 licence not accepted, 10 download failed, 130 interrupted.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} subcommands[] = {
    {"list", facs_cmd_models_list},     {"path", facs_cmd_models_path},     {"fetch", facs_cmd_models_fetch},
    {"verify", facs_cmd_models_verify}, {"remove", facs_cmd_models_remove}, {"licenses", facs_cmd_models_licenses},
    {"pack", facs_cmd_models_pack},
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
    const char *guess = strcmp(argv[1], "licences") == 0 ? "licenses" : options_guess(argv[1], names, SUBCOMMANDS);
    if (guess)
        complain("models: unknown subcommand '%s': did you mean %s?", argv[1], guess);
    else
        complain("models: unknown subcommand '%s': see facsimile help models", argv[1]);
    return EXIT_USAGE;
}

const command command_models = {"models", "get, check and remove model files", usage, run};
