/* What was measured, drawn over a frame: the points of the face, where both eyes look, and the others in the picture. */
"use strict";
var report = window.report || {};

/* The 68 points in the usual order: parts as lines, closed or open. */
const PARTS = [[0, 16], [17, 21], [22, 26], [27, 30], [31, 35], [36, 41, true], [42, 47, true], [48, 59, true], [60, 67, true]];

/** the size of the picture that points are in: the video's, else what holds all points */
report.pictureSize = function (person) {
    const input = person.result.data.input;
    if (input && input.width > 0 && input.height > 0)
        return [input.width, input.height];
    const size = [1, 1], extent = [0, 0];
    if (person.points)
        [person.points.x, person.points.y].forEach((columns, k) => columns.forEach(c => {
            c.extent(0, person.rows, extent);
            if (extent[1] > size[k])
                size[k] = extent[1];
        }));
    return [size[0] * 1.1, size[1] * 1.1];
};

report.facePoints = function (person, row) {
    if (!person.points || !person.measuredAt(row))
        return null;
    const points = [];
    for (let i = 0; i < person.points.count; i++) {
        const x = person.points.x[i].value(row), y = person.points.y[i].value(row);
        if (isNaN(x) || isNaN(y))
            return null;
        points.push([x, y]);
    }
    return points;
};

/* show: { points, gaze }; scale: CSS pixels for one of the video's; on a video white with a dark rim, so that it is seen on every skin */
report.drawFace = function (context, person, row, scale, show, main) {
    const points = report.facePoints(person, row);
    if (!points)
        return false;
    const at = points.map(p => [p[0] * scale, p[1] * scale]);
    const width = Math.max(...at.map(p => p[0])) - Math.min(...at.map(p => p[0]));
    context.lineCap = context.lineJoin = "round";
    const stroke = (path, colour, thick) => {
        context.strokeStyle = colour;
        context.lineWidth = thick;
        context.beginPath();
        path();
        context.stroke();
    };
    if (show.points) {
        const lines = () => {
            for (const [from, to, closed] of at.length === 68 ? PARTS : []) {
                context.moveTo(at[from][0], at[from][1]);
                for (let i = from + 1; i <= to; i++)
                    context.lineTo(at[i][0], at[i][1]);
                if (closed)
                    context.closePath();
            }
        };
        stroke(lines, "rgba(6, 22, 40, .45)", 2.6);
        stroke(lines, main ? "rgba(120, 214, 255, .9)" : "rgba(255, 255, 255, .55)", 1.1);
        const radius = Math.max(0.8, Math.min(2.4, width / 90));
        context.fillStyle = main ? "#ffffff" : "rgba(255, 255, 255, .6)";
        for (const p of at) {
            context.beginPath();
            context.arc(p[0], p[1], radius, 0, 7);
            context.fill();
        }
    }
    if (show.gaze && at.length === 68)
        report.drawGaze(context, person, row, at, stroke);
    if (show.name)
        report.drawName(context, person.label, at, main);
    return true;
};

report.drawName = function (context, text, at, main) {
    const x = at.reduce((sum, p) => sum + p[0], 0) / at.length, y = Math.min(...at.map(p => p[1])) - 14;
    context.font = "600 11px " + report.look().font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const width = context.measureText(text).width + 10;
    context.fillStyle = main ? "rgba(8, 60, 110, .88)" : "rgba(10, 16, 22, .6)";
    context.fillRect(x - width / 2, y - 8, width, 16);
    context.fillStyle = "#ffffff";
    context.fillText(text, x, y + 0.5);
};

/* Where an eye looks, x and y of the unit vector.  gaze_0 is the eye at the picture's left; without a vector for each eye both get
 * the mean's, from its angles: tan(angle) = x / -z, y / -z. */
report.gazeVector = function (person, row, eye) {
    const of = name => person.column(name) ? person.column(name).value(row) : NaN;
    const x = of("gaze_" + eye + "_x"), y = of("gaze_" + eye + "_y");
    if (!isNaN(x) && !isNaN(y))
        return [x, y];
    const tx = Math.tan(of("gaze_angle_x")), ty = Math.tan(of("gaze_angle_y")), length = Math.hypot(tx, ty, 1);
    return [tx / length, ty / length];
};

/* eyes are points 36 to 41 and 42 to 47; a gaze into the camera is a dot, since x and y are 0 */
report.drawGaze = function (context, person, row, at, stroke) {
    const far = Math.hypot(at[45][0] - at[36][0], at[45][1] - at[36][1]);
    [[36, 0], [42, 1]].forEach(([first, eye]) => {
        const gaze = report.gazeVector(person, row, eye);
        if (isNaN(gaze[0]) || isNaN(gaze[1]))
            return;
        let x = 0, y = 0;
        for (let i = first; i < first + 6; i++) {
            x += at[i][0] / 6;
            y += at[i][1] / 6;
        }
        const to = [x + gaze[0] * far, y + gaze[1] * far];
        const line = () => {
            context.moveTo(x, y);
            context.lineTo(to[0], to[1]);
        };
        stroke(line, "rgba(20, 12, 0, .6)", 4.5);
        stroke(line, "#ffcf4d", 2.2);
        context.fillStyle = "#ffcf4d";
        context.beginPath();
        context.arc(to[0], to[1], 2.6, 0, 7);
        context.fill();
    });
};
