"$facsimile" columns >table
grep -Eq '^AU12_baseline .*subtracts.*\(with --raw-au\)$' table
grep -Eq '^likelihood_mouth +0\.\. .*\(with --columns likelihood\)$' table
grep -Eq '^timestamp +s +.*when a player shows the frame' table
grep -Eq '^x_0\.\.67 +px +face landmarks' table
grep -Eq '^AU12_r +0\.\.5 +lip corner puller' table
grep -Eq '^AU12L_r +0\.\.5 +lip corner puller.* \(open\)$' table
grep -Eq '^AU04_r .*\(open: an experimental unit\)$' table
[ "$(wc -l <table)" = 205 ]
grep -Eq '^emotion_happy +0\.\.1 +probability of the expression happy \(openface3\)$' table
