/* The player: the video, embedded or beside the report, with what was measured over it; without a video the points alone and the
 * nearest picture of the face.  The cursor of all curves and the player's frame are one. */
"use strict";
var report = window.report || {};

/* Each embedded video becomes an address once, however often the tabs change. */
const ADDRESSES = new Map();

report.videoAddress = function (video) {
    if (video.kind === "linked")
        return video.href;
    if (!ADDRESSES.has(video.element)) {
        const element = document.getElementById(video.element);
        const bytes = report.bytesOfBase64(element.textContent.trim());
        ADDRESSES.set(video.element, URL.createObjectURL(new Blob([bytes], { type: video.type })));
        element.textContent = "";
    }
    return ADDRESSES.get(video.element);
};

report.player = function (host, view) {
    const person = view.person, result = person.result, source = result.data.video;
    let size = report.pictureSize(person);
    const show = { points: true, gaze: true };
    const canvas = report.el("canvas", { class: "over", "aria-hidden": "true" });
    const stage = report.el("div", { class: "stage", role: "img" });
    const shape = () => {
        stage.style.aspectRatio = size[0] + " / " + size[1];
        stage.style.width = "min(100%, " + (46 * size[0] / size[1]).toFixed(2) + "vh)";
    };
    shape();
    const note = report.el("p", { class: "hint", hidden: true });
    const picture = report.el("img", { class: "nearest", alt: "", hidden: true });
    const absent = report.el("p", { class: "absent", text: "not found in this frame", hidden: true });
    let video = null, playing = false, rate = 1, seeking = false, sought = -1;
    if (source) {
        video = report.el("video", { muted: true, playsinline: true, preload: "auto", tabindex: "-1", "aria-hidden": "true" });
        video.muted = true;
        stage.append(video);
    }
    stage.append(canvas, picture, absent);

    /* where in the video a row's frame surely is shown: its middle */
    const middle = row => person.time[row] + Math.min(0.02, person.frameTime(row) / 2);
    const seek = () => {
        if (!video || seeking || video.readyState < 1)
            return; // when that one is done, the row of then follows
        seeking = true;
        sought = view.row;
        video.currentTime = middle(sought);
    };
    const draw = () => {
        const width = stage.clientWidth, height = stage.clientHeight;
        if (!width)
            return;
        const context = report.canvas(canvas, width, height), scale = width / size[0];
        const time = person.time[view.row];
        for (const other of result.persons) {
            if (other === person || !other.points || !other.time)
                continue;
            const row = other.nearestRow(time);
            if (Math.abs(other.time[row] - time) < 0.75 * other.frameTime(row))
                report.drawFace(context, other, row, scale, { points: show.points, gaze: false, name: true }, false);
        }
        const there = report.drawFace(context, person, view.row, scale, Object.assign({ name: result.persons.length > 1 }, show), true);
        absent.hidden = there || person.measuredAt(view.row);
        stage.setAttribute("aria-label", person.label + " at " + report.time(time) + ", frame " + person.frame.text(view.row));
        report.nearestPicture(picture, person, view.row, !video);
    };

    const stop = () => {
        const was = playing;
        playing = false;
        showPlaying();
        if (!video)
            return;
        video.pause();
        if (was) { // the video may be a frame ahead of the cursor
            seeking = false;
            seek();
        }
    };
    const step = by => {
        stop();
        view.setRow(view.row + by);
    };
    const fromVideo = seconds => {
        const row = person.nearestRow(seconds);
        if (seconds > view.end + 0.5)
            stop();
        view.setRow(row, true);
    };
    const play = () => {
        if (playing) {
            stop();
            return;
        }
        if (view.row >= person.rows - 1)
            view.setRow(0);
        playing = true;
        showPlaying();
        if (video) {
            video.playbackRate = rate;
            video.currentTime = middle(view.row);
            video.play().catch(() => stop());
        } else
            report.runClock(view, () => playing, () => rate, stop);
    };
    const toggle = report.el("button", { class: "play", click: play });
    const showPlaying = () => {
        toggle.textContent = "";
        toggle.append(report.icon(playing ? "pause" : "play"));
        toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
        toggle.title = playing ? "Pause (space)" : "Play (space)";
    };
    showPlaying();
    const toEvent = way => {
        stop();
        const next = report.nextEvent(view, way);
        if (next)
            view.goTo(next);
    };
    const button = (icon, label, key, click) => report.el("button", { "aria-label": label, title: label + " (" + key + ")", click }, [report.icon(icon)]);
    const scrubber = report.el("input", { type: "range", min: "0", max: String(person.rows - 1), step: "1", class: "scrubber", "aria-label": "Frame",
        input: () => { stop(); view.setRow(Number(scrubber.value)); } });
    const clock = report.el("p", { class: "clock" });
    const speed = report.el("select", { "aria-label": "Speed", change: () => {
        rate = Number(speed.value);
        if (video)
            video.playbackRate = rate;
    } }, [[0.1, "\u2152\u00d7"], [0.25, "\u00bc\u00d7"], [0.5, "\u00bd\u00d7"], [1, "1\u00d7"], [2, "2\u00d7"]].map(([v, text]) =>
        report.el("option", { value: String(v), text: v === 0.1 ? "0.1\u00d7" : text, selected: v === 1 })));
    const check = (name, label) => report.el("label", { class: "check" }, [report.el("input", { type: "checkbox", checked: true,
        change: event => { show[name] = event.target.checked; draw(); } }), report.el("span", { text: label })]);
    host.append(stage, note, scrubber, report.el("div", { class: "transport" }, [
        button("earlier", "Event before", "[", () => toEvent(-1)), button("back", "Frame back", "\u2190", () => step(-1)), toggle,
        button("forward", "Frame on", "\u2192", () => step(1)), button("later", "Next event", "]", () => toEvent(1)), clock, speed
    ]), report.el("div", { class: "checks" }, person.data.points ? [check("points", "Points"), (person.column("gaze_0_x") || person.column("gaze_angle_x")) && check("gaze", "Gaze")] : []));

    const showRow = () => {
        scrubber.value = String(view.row);
        const time = report.time(person.time[view.row]), frame = person.frame.text(view.row);
        scrubber.setAttribute("aria-valuetext", time + ", frame " + frame);
        clock.textContent = "";
        clock.append(report.el("b", { text: time }), report.el("span", { text: "frame " + frame }));
        draw();
        if (!view.fromVideo && !playing)
            seek();
        else if (!view.fromVideo && video)
            video.currentTime = middle(view.row);
        view.fromVideo = false;
    };
    if (video)
        report.watch(video, {
            shown: seconds => { if (playing) fromVideo(seconds); },
            ready: () => { seeking = false; seek(); },
            sought: () => {
                seeking = false;
                if (!playing && sought !== view.row)
                    seek();
            },
            ended: stop,
            failed: () => report.withoutVideo(note, source, result, video)
        });
    view.on("row", showRow);
    view.on("look", draw);
    const sizes = new ResizeObserver(draw);
    sizes.observe(stage);
    view.atEnd(() => {
        stop();
        sizes.disconnect();
        if (video)
            video.removeAttribute("src");
    });
    person.openPoints().then(() => {
        size = report.pictureSize(person);
        shape();
        draw();
    });
    result.persons.filter(p => p !== person).forEach(p => p.open().then(() => p.openPoints()).then(draw).catch(() => {}));
    if (video)
        video.src = report.videoAddress(source);
    showRow();
    return { play, stop, step, toEvent };
};

/* shown(seconds): that frame is on the screen, exactly where the browser tells so, else about */
report.watch = function (video, on) {
    if (video.requestVideoFrameCallback) {
        const shown = (_, frame) => {
            on.shown(frame.mediaTime);
            video.requestVideoFrameCallback(shown);
        };
        video.requestVideoFrameCallback(shown);
    } else
        video.addEventListener("timeupdate", () => on.shown(video.currentTime));
    video.addEventListener("loadedmetadata", on.ready);
    video.addEventListener("seeked", on.sought);
    video.addEventListener("ended", on.ended);
    video.addEventListener("error", on.failed);
};

report.withoutVideo = function (note, source, result, video) {
    if (!note.hidden || !video.getAttribute("src"))
        return;
    note.hidden = false;
    video.hidden = true;
    const name = source.kind === "linked" ? source.href : result.name;
    note.append(report.el("span", { text: source.kind === "linked" ? "The video " + name + " is not where this report looks for it, beside itself. "
        : "This browser cannot play the embedded video. " }), report.el("label", { class: "choose" }, [report.el("span", { text: "Choose it: " }),
        report.el("input", { type: "file", accept: "video/*", change: event => {
            if (!event.target.files.length)
                return;
            video.hidden = false;
            note.hidden = true;
            note.textContent = "";
            video.src = URL.createObjectURL(event.target.files[0]);
        } })]));
};

/* without a video time runs by the screen's clock; results without times are shown as if there were 25 frames in a second */
report.runClock = function (view, playing, rate, stop) {
    let last = performance.now(), time = view.person.time[view.row];
    const tick = now => {
        if (!playing())
            return;
        time += (now - last) / 1000 * rate() * (report.counting ? 25 : 1);
        last = now;
        view.setRow(view.person.rowBefore(time), true);
        if (time >= view.end)
            stop();
        else
            requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
};

report.nextEvent = function (view, way) {
    const ids = view.selected.filter(Boolean).map(u => u.id);
    const events = view.person.events.filter(e => !ids.length || ids.includes(e.unit)).sort((a, b) => a.apex - b.apex);
    return way > 0 ? events.find(e => e.apex > view.row) : events.filter(e => e.apex < view.row).pop();
};

report.nearestPicture = function (image, person, row, wanted) {
    const pictures = person.pictures;
    image.hidden = !wanted || !pictures.length;
    if (image.hidden)
        return;
    const nearest = pictures.reduce((best, p) => Math.abs(p.row - row) < Math.abs(best.row - row) ? p : best);
    if (image.dataset.row !== String(nearest.row)) {
        image.dataset.row = String(nearest.row);
        image.src = nearest.data;
        image.alt = "The face at " + report.time(person.time[nearest.row]);
    }
};

/* All action units at the cursor, as bars. */
report.readout = function (host, view) {
    const person = view.person, list = report.el("ul", { class: "readout", "aria-label": "Action units in this frame" });
    const of = (unit, column, word, kind) => {
        const bar = report.el("i", { class: kind }), value = report.el("output");
        const item = report.el("li", {}, [report.el("b", { text: unit.id }), report.el("span", { class: "name", text: word ? word + ", " + unit.label : unit.label }),
            report.el("span", { class: "bar" }, [bar]), value]);
        list.append(item);
        return { unit, column, bar, value, item };
    };
    const bars = person.measured.length ? person.measured.map(unit => of(unit, unit.intensity, "", "")) :
        person.sided.flatMap(unit => [of(unit, unit.right, "Right", "right"), of(unit, unit.left, "Left", "left")]);
    const draw = () => {
        for (const { unit, column, bar, value, item } of bars) {
            const now = column.value(view.row);
            bar.style.transform = "scaleX(" + (isNaN(now) ? 0 : Math.max(0, Math.min(1, now / person.high))) + ")";
            value.textContent = report.number(now);
            item.classList.toggle("present", Boolean(unit.presence) && unit.presence.value(view.row) > 0);
        }
    };
    if (!bars.length)
        return;
    host.append(list);
    view.on("row", draw);
    draw();
};
