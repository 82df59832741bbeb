/* live_picture.mjs PROGRAM VIDEO PICTURE.png: the page of a live run of VIDEO, 40 s after it has begun. */
import { serve, start, stop, visit } from "./served.mjs";

const [program, video, picture] = process.argv.slice(2);
await start();
const served = await serve(program, "live", video, "--pipeline", "open", "--no-dashboard", "--http", "0");
const page = await visit(served.address, { width: 1280, height: 860 });
await page.waitForTimeout(40000);
await page.screenshot({ path: picture });
await served.stop("SIGINT");
await stop();
