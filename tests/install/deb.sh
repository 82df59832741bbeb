# needs: dpkg-deb
# needs: dpkg-shlibdeps
# the package holds the program of this build, what it depends on, and nothing that is not its own
package=$(sh "$source/scripts/make_deb.sh" -o out "$build")
version=$("$prefix/bin/facsimile" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
[ "$package" = "$PWD/out/facsimile_${version}_$(dpkg --print-architecture).deb" ]
[ "$(ls out)" = "${package##*/}" ]
[ "$(dpkg-deb -f "$package" Package Version | sort)" = "$(printf 'Package: facsimile\nVersion: %s' "$version")" ]
dpkg-deb -f "$package" Depends >depends
for library in libc6 libavformat libavcodec libavutil libswscale libjpeg libpng libcjson libcurl libssl libarchive libhdf5; do
    grep -qE "(^|, )$library[^,]*\(>= " depends || grep -qE "(^|, )$library" depends ||
        { echo "Depends lacks $library: $(cat depends)"; exit 1; }
done
refuse grep -E -e '-dev' depends
dpkg-deb --fsys-tarfile "$package" | tar -tvf - >listing
refuse grep -v ' root/root ' listing
awk '{ print $6 }' listing >names
refuse grep -vE '^\./(usr/((bin/((facsimile|FeatureExtraction|FaceLandmark(Vid|VidMulti|Img)))?)|share/((man/(man1/((facsimile|FeatureExtraction|FaceLandmark(Vid|VidMulti|Img))\.1\.gz)?)?)|(bash-completion/.*)|(doc/(facsimile/.*)?)|(facsimile/.*))?)?)?$' names
dpkg-deb -x "$package" unpacked
[ "$(unpacked/usr/bin/facsimile --version)" = "$("$prefix/bin/facsimile" --version)" ]
[ -s unpacked/usr/share/doc/facsimile/copyright ]
for name in FeatureExtraction FaceLandmarkVid FaceLandmarkVidMulti FaceLandmarkImg; do
    [ "$(readlink "unpacked/usr/bin/$name")" = facsimile ]
    zcat "unpacked/usr/share/man/man1/$name.1.gz" | grep -q '^\.TH FACSIMILE'
done
dpkg-deb -e "$package" control
(cd unpacked && md5sum --quiet -c ../control/md5sums)
[ "$(wc -l <control/md5sums)" -eq "$(find unpacked -type f | wc -l)" ]
# the same sources, the same package
sh "$source/scripts/make_deb.sh" -o again "$build" >/dev/null
cmp "$package" "again/${package##*/}"
