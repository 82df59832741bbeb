/* picture.mjs REPORT.html PICTURE.png ROW: the upper part of a report as a picture, for docs (docs/figures/report.sh). */
import { open, quiet, settle, start, stop } from "./harness.mjs";

const [report, picture, row] = process.argv.slice(2);
await start();
const page = await open(report, { width: 1400, height: 960 });
await page.waitForFunction(() => report.app.view.person.points && document.querySelector("video").readyState >= 2);
await page.evaluate(at => report.app.view.setRow(at), Number(row));
await page.waitForTimeout(800);
await settle(page);
await page.screenshot({ path: picture });
await quiet(page);
await stop();
