# Short names for what people do first.  The build itself is Meson's: meson setup build && ninja -C build
BUILD ?= build
CLIP ?=
OUT ?= demo.csv

.PHONY: all demo quick check long lint install deb deb-check wheel portable arm-check clean

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@sh scripts/packages.sh build
	@meson setup $(BUILD) -Dtests=false

# install what is missing, build, run on a clip of our own (CLIP=my.mp4 for another), draw a frame of it, make a report,
# say where the results are
demo: all
	@sh scripts/demo.sh "$(BUILD)/cli/facsimile" "$(CLIP)" "$(OUT)"

# install what is missing, build, run tests; the last line counts them (TESTING.md)
quick check long:
	@sh scripts/check.sh $@

lint:
	@sh scripts/packages.sh check
	@sh scripts/lint.sh

install: all
	@meson install -C $(BUILD)

# facsimile_VERSION_ARCH.deb in this folder
deb:
	@sh scripts/packages.sh deb
	@sh scripts/make_deb.sh

# the package in a clean Debian: installed, used, removed.  As root; minutes
deb-check:
	@sh scripts/packages.sh deb-check
	@sh scripts/check_deb.sh

# dist/facsimile-*.whl, with everything inside (docs/install.md).  Minutes
wheel:
	@sh scripts/packages.sh slim
	@sh scripts/wheel.sh

# dist/facsimile-*-linux-*/bin/facsimile: one program, with everything inside.  Minutes
portable:
	@sh scripts/packages.sh slim
	@sh scripts/portable.sh

# built for 64-bit ARM and run under qemu
arm-check:
	@sh scripts/check_arm.sh

clean:
	rm -rf $(BUILD) build-arm build-arm-root build-arm-here build-quick build-check build-asan build-tsan build-lint build-deb build-deb-out build-slim
