# needs: models
# without -mloc CE-CLM is wanted, and nothing else is taken in its place
. "$cases/programs.inc"
mkdir none
for name in FeatureExtraction FaceLandmarkVid FaceLandmarkVidMulti FaceLandmarkImg; do
    FACSIMILE_MODELS=none ends_with 3 ./$name -f a.avi
    grep -q 'facsimile models fetch' err
done
# CLNF is there, CE-CLM is not
if [ ! -e "$models/lib/local/LandmarkDetector/model/patch_experts/cen_patches_0.25_of.dat" ]; then
    ends_with 3 ./FeatureExtraction -f a.avi
    grep -q 'install: facsimile models fetch openface-ceclm$' err
    grep -q -e '-mloc model/main_clnf_general.txt takes CLNF, which gives other numbers$' err
    ends_with 3 ./FeatureExtraction -f a.avi -mloc model/main_ceclm_general.txt
fi
# a file that is not there and is called like none of the models
ends_with 3 ./FeatureExtraction -f a.avi -mloc model/mine.txt
grep -q '^facsimile: -mloc: there is no file model/mine.txt' err
# one that is there is read, and not what it is called like
mkdir model
echo nonsense >model/main_clnf_general.txt
status=0
./FeatureExtraction -f a.avi -mloc model/main_clnf_general.txt 2>err || status=$?
[ $status = 3 ] || [ $status = 4 ]
grep -q 'model/main_clnf_general.txt' err
[ ! -e processed ]
