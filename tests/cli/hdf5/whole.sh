# needs: clip python3 h5py
# whole or not there, the same bytes each time, and no reader sees a part
run() { "$facsimile" extract "$clip" --pipeline open --max-frames 66 -q "$@"; }
run --threads 1 --hdf5 a.h5
run --threads 3 --hdf5 b.h5
cmp a.h5 b.h5
[ "$(ls | tr '\n' ' ')" = 'a.h5 b.h5 ' ]
cp a.h5 old.h5
run --hdf5 a.h5 --columns pose
! cmp -s a.h5 old.h5
for place in - /dev/null; do
    status=0
    run --hdf5 $place 2>err >out || status=$?
    [ $status = 7 ] && grep -q 'HDF5 cannot be written into a stream' err && [ ! -s out ]
done
status=0
run --hdf5 nowhere/a.h5 2>err || status=$?
[ $status = 7 ] && ! grep -qi 'HDF5-DIAG' err
# no room: nothing is left, what stood there stays, and libhdf5 says nothing by itself
cp old.h5 kept.h5
status=0
(ulimit -f 40 && trap '' XFSZ && run --hdf5 kept.h5 2>err) || status=$?
[ $status = 7 ] || [ $status = 8 ]
cmp kept.h5 old.h5
! grep -qi 'HDF5-DIAG' err
[ "$(ls *part* 2>/dev/null)" = '' ]
