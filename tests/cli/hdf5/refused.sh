refused() { # what stderr says, arguments of extract
    said=$1
    shift
    status=0
    "$facsimile" extract "$@" 2>err || status=$?
    if [ $status != 2 ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
echo text >v.mp4
refused "--hdf5: 'a.h5' is one place for 2 results" v.mp4 w.mp4 --hdf5 a.h5
refused 'cannot be both the output (-o) and the HDF5 (--hdf5)' v.mp4 --hdf5 a -o a
refused 'cannot be both an input and the HDF5 (--hdf5)' v.mp4 --hdf5 v.mp4
[ "$(cat v.mp4)" = text ]
