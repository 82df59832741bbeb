# needs: models
unset FACSIMILE_PACK
echo occupied >file
OPENFACE_MODELS_DIR="$PWD/file" "$facsimile" models pack --model-dir "$models"
